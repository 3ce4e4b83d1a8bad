import { sign as nodeSign } from 'node:crypto';
import {
  exportJWK,
  exportPKCS8,
  type GenerateKeyPairResult,
  generateKeyPair,
  importJWK,
  importPKCS8,
  type JWK,
} from 'jose';
import type { SignFunction, SigningAlgorithm } from '../src/index.ts';

/** One key, in every form that `privateKeyJwt` accepts. */
export interface TestKey {
  readonly algorithm: SigningAlgorithm;
  readonly pem: string;
  readonly jwk: JWK;
  readonly publicJwk: JWK;
  readonly cryptoKey: CryptoKey;
  /** The same key, but it cannot be extracted. */
  readonly lockedKey: CryptoKey;
  /** A function that signs, as a KMS does. */
  readonly sign: SignFunction;
}

export const algorithms: readonly SigningAlgorithm[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
];

const pairs = new Map<string, Promise<GenerateKeyPairResult>>();

/** All RSA algorithms share one key, because it takes long to make one. */
export async function testKey(algorithm: SigningAlgorithm): Promise<TestKey> {
  const isRsa = /^[RP]S/.test(algorithm);
  const origin = isRsa ? 'RS256' : algorithm;
  const pair = pairs.get(origin) ?? generateKeyPair(origin, { extractable: true });
  pairs.set(origin, pair);
  const { privateKey, publicKey } = await pair;
  const pem = await exportPKCS8(privateKey);
  return {
    algorithm,
    pem,
    jwk: await exportJWK(privateKey),
    publicJwk: await exportJWK(publicKey),
    cryptoKey: await importPKCS8(pem, algorithm, { extractable: true }),
    lockedKey: await importPKCS8(pem, algorithm),
    sign: async (signingInput) => signWithNode(algorithm, pem, signingInput),
  };
}

/** It signs with `node:crypto`, which is not the implementation under test. */
function signWithNode(algorithm: SigningAlgorithm, key: string, signingInput: Uint8Array): Uint8Array {
  const hash = algorithm === 'EdDSA' ? null : `sha${algorithm.slice(2)}`;
  const padding = algorithm.startsWith('PS') ? { padding: 6, saltLength: -1 } : {};
  return nodeSign(hash, signingInput, { key, dsaEncoding: 'ieee-p1363', ...padding });
}

export async function publicKeyOf({ publicJwk, algorithm }: TestKey): Promise<CryptoKey> {
  const key = await importJWK(publicJwk, algorithm);
  if (key instanceof Uint8Array) throw new Error('A public key must not be bytes');
  return key;
}
