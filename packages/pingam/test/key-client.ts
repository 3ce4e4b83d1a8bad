import { generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { RecordedRequest, RegisteredClient } from '@grantkit/testing';

/** A client with a private key, and its registration with the public key. */
export interface KeyClient {
  /** In PKCS#8, as PEM. */
  readonly privateKey: string;
  readonly registered: RegisteredClient;
  readonly publicJwk: JsonWebKey;
}

export function keyClient(algorithm: 'RS256' | 'PS256' | 'ES256' | 'EdDSA'): KeyClient {
  const { privateKey, publicKey } = keyPair(algorithm);
  const publicJwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: algorithm, use: 'sig' };
  return {
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicJwk,
    registered: { clientId: 'keyClient', publicKeys: [publicJwk], method: 'private_key_jwt', scope: ['write'] },
  };
}

function keyPair(algorithm: string): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return algorithm === 'EdDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('rsa', { modulusLength: 2048 });
}

/** The header of the assertion in a request. */
export function headerOf(request: RecordedRequest | undefined): Readonly<Record<string, unknown>> {
  return partOf(request, 0);
}

/** The claims of the assertion in a request. */
export function claimsOf(request: RecordedRequest | undefined): Readonly<Record<string, unknown>> {
  return partOf(request, 1);
}

function partOf(request: RecordedRequest | undefined, index: number): Readonly<Record<string, unknown>> {
  const part = request?.parameters.get('client_assertion')?.split('.')[index] ?? '';
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Readonly<Record<string, unknown>>;
}

export function audienceOf(request: RecordedRequest | undefined): unknown {
  return claimsOf(request)['aud'];
}
