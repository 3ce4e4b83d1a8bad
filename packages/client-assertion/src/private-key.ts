import type { WebCryptoKey } from '@grantkit/core';
import { importJWK, importPKCS8, type JWK } from 'jose';
import { invalid } from './invalid.ts';
import { readPkcs8 } from './pkcs8.ts';
import { algorithmsOf, type SigningAlgorithm } from './signing-algorithm.ts';

/** A private key, in whatever form it was given. */
export interface PrivateKey {
  /** What it can sign with, the default first. */
  readonly algorithms: Algorithms;
  /** The `kid` that came with it (RFC 7517 §4.5). */
  readonly keyId: string | undefined;
  import(algorithm: SigningAlgorithm): Promise<WebCryptoKey>;
}

type Algorithms = readonly [SigningAlgorithm, ...SigningAlgorithm[]];

/** @throws {GrantError} `invalid_config` for what is no private key, or one that signs no assertion. */
export function readPrivateKey(key: WebCryptoKey | JWK | string): PrivateKey {
  if (typeof key === 'string') return fromPem(key);
  return isCryptoKey(key) ? fromCryptoKey(key) : fromJwk({ ...key });
}

function fromPem(text: string): PrivateKey {
  const { pem, kind = '' } = readPkcs8(text);
  return {
    algorithms: some(algorithmsOf(kind)),
    keyId: undefined,
    // Extractable for its thumbprint; the PEM that lies beside it tells as much.
    import: (algorithm) => importPKCS8(pem, algorithm, { extractable: true }),
  };
}

function fromJwk(jwk: JWK): PrivateKey {
  const { alg, use = 'sig', key_ops: operations = ['sign'], kid, ext: _, ...material } = jwk;
  const { kty = '', crv, d } = material;
  if (kty === 'oct') throw invalid('The option `key` is a symmetric JWK', 'For a shared secret use `clientSecretJwt`.');
  if (kty === '') throw invalid(`The option \`key\` must be ${keyRule}`);
  if (typeof d !== 'string') throw invalid('The option `key` is a public JWK', 'Signing needs the one with `d`.');
  if (use !== 'sig' || !Array.isArray(operations) || !operations.includes('sign')) {
    throw invalid('The option `key` is a JWK for other uses', 'Its `use` must be `sig`, its `key_ops` have `sign`.');
  }
  // RFC 9864 §2.2 gives EdDSA with Ed25519 that name too.
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
    throw invalid('The option `key` is a CryptoKey that cannot sign', 'It must be private, with the usage `sign`.');
  }
  return { algorithms: some(algorithmsOfCryptoKey(key)), keyId: undefined, import: async () => key };
}

interface KeyAlgorithmFacts {
  readonly name: string;
  readonly namedCurve?: string;
  readonly hash?: { readonly name: string };
}

const rsaFamilies: Readonly<Record<string, string>> = { 'RSASSA-PKCS1-v1_5': 'RS', 'RSA-PSS': 'PS' };

/** A CryptoKey is bound to its algorithm, an RSA one to the hash as well. */
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
    'The option `key` is of a kind that signs no assertion',
    'It must be an RSA key, an elliptic curve key on P-256, P-384 or P-521, or an Ed25519 key.',
  );
}

function isCryptoKey(key: object): key is WebCryptoKey {
  return Reflect.get(key, Symbol.toStringTag) === 'CryptoKey';
}

/** To follow "must be". */
export const keyRule = 'a private CryptoKey, a private JWK, a PKCS#8 PEM, or a function that signs';
