import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';

/** A key for ES256: the private half as PEM in PKCS#8, and the public half for the server. */
export interface EcKey {
  readonly privateKey: string;
  readonly publicJwk: JsonWebKey;
}

export function ecKey(): EcKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicJwk: { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256', use: 'sig' },
  };
}
