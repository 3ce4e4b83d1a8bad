import type { ClientAuth, WebCryptoKey } from '@grantkit/core';
import type { JWK } from 'jose';
import * as v from 'valibot';
import { assertionClaims, assertionHeader, writeAssertion } from './assertion.ts';
import { type AssertionOptions, parseAssertionOptions } from './assertion-options.ts';
import { invalid } from './invalid.ts';
import { keyRule, readPrivateKey } from './private-key.ts';
import { functionSigner, type SignFunction } from './sign-function.ts';
import { keySigner, type Signer } from './signer.ts';
import { type SigningAlgorithm, signingAlgorithms } from './signing-algorithm.ts';

/** Options of {@link privateKeyJwt}. */
export interface PrivateKeyJwtOptions extends AssertionOptions {
  /** The private key: a `CryptoKey`, a JWK, a PKCS#8 PEM; or a function that signs where the key is. */
  readonly key: WebCryptoKey | JWK | string | SignFunction;
  /**
   * What the client is registered to sign with. A function that signs needs it said.
   *
   * @default what the key is made for; `RS256` for an RSA key that does not say
   */
  readonly algorithm?: SigningAlgorithm | undefined;
}

/**
 * The client proves who it is with a JWT that it signs for each attempt with its private key (`private_key_jwt`).
 *
 * The key is imported when it is first needed, once, and shows in nothing that can be printed. Tokens in a shared cache
 * are bound to the key's thumbprint (RFC 7638). A key that does not show itself, because it cannot be extracted or is
 * behind a function, is known by its `keyId`; without one, its tokens are shared with no other process.
 *
 * @throws {GrantError} `invalid_config` for an option that cannot work, a key that does not fit the algorithm among
 * them; what only the import can tell comes with the first token request. What a signing function throws comes as
 * `credential_unavailable`.
 * @see https://www.rfc-editor.org/rfc/rfc7523#section-2.2
 * @see https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication
 * @example
 * ```ts
 * import { privateKeyJwt } from '@grantkit/client-assertion';
 * import type { ClientAuth } from '@grantkit/core';
 *
 * function clientAuthOf(pem: string): ClientAuth {
 *   return privateKeyJwt({ key: pem, keyId: 'k1', algorithm: 'PS256', lifetime: 30 });
 * }
 * ```
 */
export function privateKeyJwt(options: PrivateKeyJwtOptions): ClientAuth {
  const settings = parsePrivateKeyJwtOptions(options);
  const { signer, algorithm, keyId } = chooseSigner(settings);
  const header = assertionHeader(algorithm, keyId);
  let unknown: string | undefined;
  return {
    method: 'private_key_jwt',
    usesClientSecret: false,
    async authenticate(draft) {
      writeAssertion(draft, await signer.sign(header, assertionClaims(draft, settings)));
    },
    async fingerprint() {
      const thumbprint = await signer.thumbprint();
      if (thumbprint !== undefined) return `thumbprint ${thumbprint}`;
      if (keyId !== undefined) return `keyId ${keyId}`;
      // Two keys that nothing tells apart must not get each other's tokens. Not made before it is needed: a Worker has
      // no randomness at its top level.
      unknown ??= `unknown ${crypto.randomUUID()}`;
      return unknown;
    },
  };
}

interface Choice {
  readonly signer: Signer;
  readonly algorithm: SigningAlgorithm;
  readonly keyId: string | undefined;
}

function chooseSigner({ key, algorithm, keyId }: PrivateKeyJwtOptions): Choice {
  if (typeof key === 'function') {
    if (algorithm !== undefined) return { signer: functionSigner(key, algorithm), algorithm, keyId };
    throw invalid('The option `algorithm` is missing', 'A function that signs does not tell what it signs with.');
  }
  const privateKey = readPrivateKey(key);
  const chosen = algorithm ?? privateKey.algorithms[0];
  if (privateKey.algorithms.includes(chosen)) {
    return { signer: keySigner(privateKey, chosen), algorithm: chosen, keyId: keyId ?? privateKey.keyId };
  }
  throw invalid(`The key cannot sign with ${chosen}`, `It is a key for ${privateKey.algorithms.join(', ')}.`);
}

function parsePrivateKeyJwtOptions(options: PrivateKeyJwtOptions) {
  const isKey = (key: unknown) =>
    ['string', 'function'].includes(typeof key) || (typeof key === 'object' && key !== null);
  return parseAssertionOptions(
    {
      key: v.custom<PrivateKeyJwtOptions['key']>(isKey, keyRule),
      algorithm: v.optional(v.picklist(signingAlgorithms, `one of ${signingAlgorithms.join(', ')}`)),
    },
    options,
  );
}
