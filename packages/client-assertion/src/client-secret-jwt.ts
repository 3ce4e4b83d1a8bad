import type { ClientAuth, ClientRequestDraft } from '@grantkit/core';
import { SignJWT } from 'jose';
import * as v from 'valibot';
import { assertionClaims, assertionHeader, writeAssertion } from './assertion.ts';
import { type AssertionOptions, parseAssertionOptions } from './assertion-options.ts';
import { invalid } from './invalid.ts';

/** Options of {@link clientSecretJwt}. */
export interface ClientSecretJwtOptions extends AssertionOptions {
  /** What the client is registered to sign with. @default 'HS256' */
  readonly algorithm?: 'HS256' | 'HS384' | 'HS512' | undefined;
  /**
   * Whether the client's id stands in `aud` before the rest. OpenAM wants it for these algorithms
   * (`OpenAMClientRegistration.verifyJwtBySharedSecret`). @default false
   */
  readonly audienceIncludesClientId?: boolean | undefined;
}

/**
 * The client proves who it is with a JWT that it signs for each attempt with its secret (`client_secret_jwt`). The
 * secret is the client's `clientSecret`, so rotation works as it does with every other method; it is not sent.
 *
 * RFC 7518 §3.2 wants a secret as long as the hash: 32 bytes for HS256, 48 for HS384, 64 for HS512.
 *
 * @throws {GrantError} `invalid_config` for an option that cannot work; with the token request, for a secret that is
 * too short.
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
  const header = assertionHeader(algorithm, settings.keyId);
  return {
    method: 'client_secret_jwt',
    usesClientSecret: true,
    async authenticate(draft) {
      const secret = secretFor(algorithm, draft);
      const { aud, ...claims } = assertionClaims(draft, settings);
      const audience = audienceIncludesClientId ? [draft.clientId, ...[aud].flat()] : aud;
      const assertion = await new SignJWT({ ...claims, aud: audience }).setProtectedHeader({ ...header }).sign(secret);
      writeAssertion(draft, assertion);
    },
  };
}

/** The secret's UTF-8 bytes (OpenID Connect Core §10.1). */
function secretFor(algorithm: 'HS256' | 'HS384' | 'HS512', { clientSecret = '' }: ClientRequestDraft): Uint8Array {
  const secret = new TextEncoder().encode(clientSecret);
  const least = Number(algorithm.slice(2)) / 8;
  if (secret.length >= least) return secret;
  throw invalid(
    `The client secret is too short for ${algorithm}`,
    `RFC 7518 §3.2 asks for ${least} bytes at least: have a longer one made, or register a shorter algorithm.`,
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
