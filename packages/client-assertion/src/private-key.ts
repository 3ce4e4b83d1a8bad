import type { WebCryptoKey } from '@grantkit/core';
import { importJWK, importPKCS8, type JWK } from 'jose';
import { invalid } from './invalid.ts';
import { readPkcs8 } from './pkcs8.ts';
import { algorithmsOf, type SigningAlgorithm } from './signing-algorithm.ts';

/** A private key, in any form that the option `key` accepts. */
export interface PrivateKey {
  /** The algorithms that it can sign with. The first one is the default. */
  readonly algorithms: Algorithms;
  /** The `kid` of a JWK (RFC 7517 §4.5). */
  readonly keyId: string | undefined;
  import(algorithm: SigningAlgorithm): Promise<WebCryptoKey>;
}

type Algorithms = readonly [SigningAlgorithm, ...SigningAlgorithm[]];

/**
 * Reads a private key without importing it.
 *
 * @throws {GrantError} `invalid_config` if it is not a private key, or cannot sign an assertion.
 */
export function readPrivateKey(key: WebCryptoKey | JWK | string): PrivateKey {
  if (typeof key === 'string') return fromPem(key);
  if (ArrayBuffer.isView(key) || key instanceof ArrayBuffer) {
    throw invalid('The option `key` must not be bytes', 'Pass the PEM as text: `new TextDecoder().decode(bytes)`.');
  }
  if (key instanceof URL) {
    throw invalid('The option `key` must not be a URL', 'Read the file, and pass its text.');
  }
  return isCryptoKey(key) ? fromCryptoKey(key) : fromJwk({ ...key });
}

function fromPem(text: string): PrivateKey {
  const { pem, kind = '' } = readPkcs8(text);
  return {
    algorithms: some(algorithmsOf(kind)),
    keyId: undefined,
    // Extractable, because its thumbprint is made from it. The PEM is in memory anyway.
    import: (algorithm) => importPKCS8(pem, algorithm, { extractable: true }),
  };
}

function fromJwk(jwk: JWK): PrivateKey {
  const { alg, use = 'sig', key_ops: operations = ['sign'], kid, ext: _, ...material } = jwk;
  const { kty = '', crv, d } = material;
  if (kty === 'oct') {
    throw invalid(
      'The option `key` must be a private JWK, not a symmetric one',
      'For a shared secret, use `clientSecretJwt`.',
    );
  }
  if (kty === '') throw invalid(`The option \`key\` must be ${keyRule}`);
  if (typeof d !== 'string') {
    throw invalid('The option `key` must be a private JWK, not a public one', 'Use the JWK that has the member `d`.');
  }
  if (use !== 'sig' || !Array.isArray(operations) || !operations.includes('sign')) {
    throw invalid(
      'The option `key` must be a JWK for signing',
      'Its `use` must be `sig`, and its `key_ops` must contain `sign`.',
    );
  }
  // RFC 9864 §2.2 has a second name for EdDSA with Ed25519.
  const named = alg === 'Ed25519' ? 'EdDSA' : alg;
  const fitting = algorithmsOf(crv ?? kty).filter((algorithm) => named === undefined || algorithm === named);
  return {
    algorithms: some(fitting),
    keyId: kid,
    import: async (algorithm) => {
      const imported = await importJWK(material, algorithm, { extractable: true });
      if (imported instanceof Uint8Array) throw new TypeError('A symmetric key');
      return imported;
    },
  };
}

function fromCryptoKey(key: WebCryptoKey): PrivateKey {
  if (key.type !== 'private' || !key.usages.includes('sign')) {
    throw invalid(
      'The option `key` must be a CryptoKey that can sign',
      'Use a private CryptoKey with the usage `sign`.',
    );
  }
  return { algorithms: some(algorithmsOfCryptoKey(key)), keyId: undefined, import: async () => key };
}

interface KeyAlgorithmFacts {
  readonly name: string;
  readonly namedCurve?: string;
  readonly hash?: { readonly name: string };
}

const rsaFamilies: Readonly<Record<string, string>> = { 'RSASSA-PKCS1-v1_5': 'RS', 'RSA-PSS': 'PS' };

/** A CryptoKey can only sign with the algorithm that it was made for. For RSA that includes the hash. */
function algorithmsOfCryptoKey(key: WebCryptoKey): readonly SigningAlgorithm[] {
  const { name, namedCurve = '', hash }: KeyAlgorithmFacts = key.algorithm;
  if (name === 'ECDSA') return algorithmsOf(namedCurve);
  if (name === 'Ed25519') return algorithmsOf(name);
  const bound = `${rsaFamilies[name]}${hash?.name.replace('SHA-', '')}`;
  return algorithmsOf('RSA').filter((algorithm) => algorithm === bound);
}

function some([first, ...others]: readonly SigningAlgorithm[]): Algorithms {
  if (first !== undefined) return [first, ...others];
  throw invalid(
    'The option `key` must be a key that can sign an assertion',
    'Use an RSA key, an elliptic curve key on P-256, P-384 or P-521, or an Ed25519 key. It must be made for signing.',
  );
}

function isCryptoKey(key: object): key is WebCryptoKey {
  return Reflect.get(key, Symbol.toStringTag) === 'CryptoKey';
}

/** What the option `key` accepts, in words that follow "must be". */
export const keyRule = 'a private CryptoKey, a private JWK, a PKCS#8 PEM, or a function that signs';
