import { generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';

export const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;
export type Algorithm = (typeof algorithms)[number];

/** A key for one algorithm: the private half as PEM in PKCS#8, and the public half for the server. */
export interface AssertionKey {
  readonly privateKey: string;
  /** Its key id is the algorithm's name. */
  readonly publicJwk: JsonWebKey;
}

export function assertionKey(algorithm: Algorithm): AssertionKey {
  const { privateKey, publicKey } = generate(algorithm);
  return {
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicJwk: { ...publicKey.export({ format: 'jwk' }), kid: algorithm, alg: algorithm, use: 'sig' },
  };
}

function generate(algorithm: Algorithm): { privateKey: KeyObject; publicKey: KeyObject } {
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}
