import { memoizeSuccess, type WebCryptoKey } from '@grantkit/core';
import { calculateJwkThumbprint, SignJWT } from 'jose';
import type { UnsignedAssertion } from './assertion.ts';
import { invalid } from './invalid.ts';
import type { PrivateKey } from './private-key.ts';
import { leastModulusLength, type SigningAlgorithm } from './signing-algorithm.ts';

/** Signs assertions. */
export interface Signer {
  /** Makes a signed JWT. */
  sign(assertion: UnsignedAssertion): Promise<string>;
  /** The RFC 7638 thumbprint of the public key; `undefined` if the key cannot be extracted or is not here. */
  thumbprint(): Promise<string | undefined>;
}

/** Signs with a key. It is imported when it is first needed, and again only if the import failed. */
export function keySigner(key: PrivateKey, algorithm: SigningAlgorithm): Signer {
  const signingKey = memoizeSuccess(() => importKey(key, algorithm));
  return {
    sign: async ({ header, claims }) =>
      new SignJWT({ ...claims }).setProtectedHeader({ ...header }).sign(await signingKey()),
    async thumbprint() {
      const { extractable } = await signingKey();
      return extractable ? calculateJwkThumbprint(await signingKey()) : undefined;
    },
  };
}

async function importKey(key: PrivateKey, algorithm: SigningAlgorithm): Promise<WebCryptoKey> {
  const imported = await key.import(algorithm).catch(() => {
    // The foreign error is left out. The error of WebCrypto names no cause, and the error of jose may show the key.
    throw invalid(
      `The private key cannot be imported for ${algorithm}`,
      'It is damaged or incomplete. Copy all of it again from where it was created.',
    );
  });
  const bits: unknown = Reflect.get(imported.algorithm, 'modulusLength');
  if (typeof bits === 'number' && bits < leastModulusLength) {
    throw invalid(
      `The RSA key must have at least ${leastModulusLength} bits, and has ${bits}`,
      'RFC 7518 §3.3 requires it. Create a longer key, and register its public key.',
    );
  }
  return imported;
}
