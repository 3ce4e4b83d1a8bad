import type { ClientAuth, WebCryptoKey } from '@grantkit/core';
import type { JWK } from 'jose';
import * as v from 'valibot';
import { assertionFor, writeAssertion } from './assertion.ts';
import { type AssertionOptions, parseAssertionOptions } from './assertion-options.ts';
import { invalid } from './invalid.ts';
import { keyRule, readPrivateKey } from './private-key.ts';
import { functionSigner, type SignFunction } from './sign-function.ts';
import { keySigner, type Signer } from './signer.ts';
import { type SigningAlgorithm, signingAlgorithms } from './signing-algorithm.ts';

/** Options of {@link privateKeyJwt}. */
export interface PrivateKeyJwtOptions extends AssertionOptions {
  /** The private key: a `CryptoKey`, a JWK or a PKCS#8 PEM; or a function that signs in a KMS or HSM. */
  readonly key: WebCryptoKey | JWK | string | SignFunction;
  /**
   * The algorithm that the client is registered for. It is required if `key` is a function.
   *
   * @default the algorithm of the key; `RS256` for an RSA key that names no algorithm
   */
  readonly algorithm?: SigningAlgorithm | undefined;
}

/**
 * Client authentication with a JWT that a private key signs (`private_key_jwt`). Each attempt gets a new JWT.
 *
 * The key is imported once, when it is first needed. No object that can be printed contains it.
 *
 * Tokens in a shared cache are bound to the key's thumbprint (RFC 7638). If the key cannot be extracted, or is used by
 * a function, its `keyId` identifies it instead. Without a `keyId`, such a key's tokens are not shared with other
 * processes.
 *
 * @throws {GrantError} `invalid_config` for a wrong option, or a key that does not fit the algorithm. A key that cannot
 * be imported fails the first token request with the same code. What a signing function throws becomes
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
  let unknown: string | undefined;
  return {
    method: 'private_key_jwt',
    usesClientSecret: false,
    async authenticate(draft) {
      writeAssertion(draft, await signer.sign(assertionFor(draft, algorithm, { ...settings, keyId })));
    },
    async fingerprint() {
      const thumbprint = await signer.thumbprint();
      if (thumbprint !== undefined) return `thumbprint ${thumbprint}`;
      if (keyId !== undefined) return `keyId ${keyId}`;
      // Otherwise two keys that look the same would get each other's tokens. It is made here and not earlier, because a
      // Worker has no randomness at its top level.
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
    throw invalid('The option `algorithm` is missing', 'It must name the algorithm that the function signs with.');
  }
  const privateKey = readPrivateKey(key);
  const chosen = algorithm ?? privateKey.algorithms[0];
  if (privateKey.algorithms.includes(chosen)) {
    return { signer: keySigner(privateKey, chosen), algorithm: chosen, keyId: keyId ?? privateKey.keyId };
  }
  throw invalid(
    `The key cannot sign with ${chosen}`,
    `It is a key for ${privateKey.algorithms.join(', ')}. Change the option \`algorithm\` or the key.`,
  );
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
