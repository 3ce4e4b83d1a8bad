import { memoizeSuccess, type WebCryptoKey } from '@grantkit/core';
import { calculateJwkThumbprint, SignJWT } from 'jose';
import type { AssertionClaims, AssertionHeader } from './assertion.ts';
import { invalid } from './invalid.ts';
import type { PrivateKey } from './private-key.ts';
import { leastModulusLength, type SigningAlgorithm } from './signing-algorithm.ts';

/** What turns claims into a signed JWT. */
export interface Signer {
  sign(header: AssertionHeader, claims: AssertionClaims): Promise<string>;
  /** The public key's RFC 7638 thumbprint; `undefined` where the key does not show itself. */
  thumbprint(): Promise<string | undefined>;
}

/** Signs with a key, which is imported when it is first needed, and again only if that failed. */
export function keySigner(key: PrivateKey, algorithm: SigningAlgorithm): Signer {
  const signingKey = memoizeSuccess(() => importKey(key, algorithm));
  return {
    sign: async (header, claims) =>
      new SignJWT({ ...claims }).setProtectedHeader({ ...header }).sign(await signingKey()),
    async thumbprint() {
      const { extractable } = await signingKey();
      return extractable ? calculateJwkThumbprint(await signingKey()) : undefined;
    },
  };
}

async function importKey(key: PrivateKey, algorithm: SigningAlgorithm): Promise<WebCryptoKey> {
  const imported = await key.import(algorithm).catch(() => {
    // What WebCrypto says names no cause, and what jose says may show the key.
    throw invalid(`The private key cannot be imported for ${algorithm}`, 'It is damaged, or incomplete.');
  });
  const bits: unknown = Reflect.get(imported.algorithm, 'modulusLength');
  if (typeof bits === 'number' && bits < leastModulusLength) {
    throw invalid(`The RSA key has ${bits} bits`, `RFC 7518 §3.3 asks for ${leastModulusLength} at least.`);
  }
  return imported;
}
