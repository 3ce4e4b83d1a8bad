import type { ClientAuth, ClientRequestDraft } from '@grantkit/core';
import { SignJWT } from 'jose';
import * as v from 'valibot';
import { assertionFor, writeAssertion } from './assertion.ts';
import { type AssertionOptions, parseAssertionOptions } from './assertion-options.ts';
import { invalid } from './invalid.ts';

/** Options of {@link clientSecretJwt}. */
export interface ClientSecretJwtOptions extends AssertionOptions {
  /** The algorithm that the client is registered for. @default 'HS256' */
  readonly algorithm?: 'HS256' | 'HS384' | 'HS512' | undefined;
  /**
   * Whether `aud` is a list that starts with the client's id. OpenAM expects that for these algorithms
   * (`OpenAMClientRegistration.verifyJwtBySharedSecret`).
   *
   * @default false
   */
  readonly audienceIncludesClientId?: boolean | undefined;
}

/**
 * Client authentication with a JWT that the client's secret signs (`client_secret_jwt`). Each attempt gets a new JWT.
 *
 * The secret is the option `clientSecret` of the client. It is not sent, and it is rotated as with every other method.
 * It must be at least as long as the hash: 32 bytes for HS256, 48 for HS384, 64 for HS512 (RFC 7518 §3.2).
 *
 * @throws {GrantError} `invalid_config` for a wrong option. A secret that is too short fails the first token request
 * with the same code, and nothing is sent.
 * @see https://www.rfc-editor.org/rfc/rfc7523#section-2.2
 * @see https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication
 * @example
 * ```ts
 * import { clientSecretJwt } from '@grantkit/client-assertion';
 *
 * const clientAuth = clientSecretJwt({ algorithm: 'HS512' });
 * ```
 */
export function clientSecretJwt(options: ClientSecretJwtOptions = {}): ClientAuth {
  const { algorithm, audienceIncludesClientId, ...settings } = parseClientSecretJwtOptions(options);
  return {
    method: 'client_secret_jwt',
    usesClientSecret: true,
    async authenticate(draft) {
      const secret = secretFor(algorithm, draft);
      const { audience = draft.audience } = settings;
      const named = audienceIncludesClientId ? [draft.clientId, ...[audience].flat()] : audience;
      const { header, claims } = assertionFor(draft, algorithm, { ...settings, audience: named });
      const assertion = await new SignJWT({ ...claims }).setProtectedHeader({ ...header }).sign(secret);
      writeAssertion(draft, assertion);
    },
  };
}

/** The UTF-8 bytes of the secret are the key (OpenID Connect Core §10.1). */
function secretFor(algorithm: 'HS256' | 'HS384' | 'HS512', { clientSecret = '' }: ClientRequestDraft): Uint8Array {
  const secret = new TextEncoder().encode(clientSecret);
  const least = Number(algorithm.slice(2)) / 8;
  if (secret.length >= least) return secret;
  throw invalid(
    `The client secret must have at least ${least} bytes for ${algorithm}`,
    'RFC 7518 §3.2 requires it. Get a longer secret, or register the client for an algorithm with a shorter hash.',
  );
}

function parseClientSecretJwtOptions(options: ClientSecretJwtOptions) {
  return parseAssertionOptions(
    {
      algorithm: v.optional(v.picklist(['HS256', 'HS384', 'HS512'], '`HS256`, `HS384` or `HS512`'), 'HS256'),
      audienceIncludesClientId: v.optional(v.boolean('true or false'), false),
    },
    options,
  );
}
