import { base64url } from 'jose';
import { now } from './write.ts';

export const workload = { iss: 'https://kubernetes.default.svc', sub: 'system:serviceaccount:shop:billing' };

/** A JWT as a platform signs it. Nobody verifies the signature here. */
export function foreignJwt(claims: object = {}, header: object = { alg: 'RS256', kid: 'k1' }): string {
  const parts = [header, { aud: ['https://login.example.com'], exp: now / 1000 + 3600, ...workload, ...claims }];
  return [...parts.map((part) => base64url.encode(JSON.stringify(part))), 'c2lnbmF0dXJlLW9mLWt1YmVybmV0ZXM'].join('.');
}
