import { type AuthorizedClient, createEndpointCaller, GrantError, isGrantError } from '@grantkit/core';
import * as v from 'valibot';
import { readReply } from './api-error.ts';

/** What Pulsoid says about a token, as {@link PulsoidEndpoints.validate} returns it. */
export interface PulsoidValidation {
  /** The id of the client that the token was granted to. */
  readonly clientId: string;
  /** How long the token remains valid, in seconds. It can be twenty years: tokens made by hand live that long. */
  readonly expiresIn: number;
  /** The user that the token is for; `undefined` if Pulsoid names none. A server token may have no user. */
  readonly profileId: string | undefined;
  /** The scopes of the token. */
  readonly scopes: readonly string[];
}

/** Pulsoid's endpoints besides the token endpoint: validation and revocation. */
export interface PulsoidEndpoints {
  /**
   * Asks Pulsoid about a token: its client, its user, its scopes and how long it remains valid. If Pulsoid rejects the
   * token, the client invalidates it.
   *
   * @param token the token to ask about; by default the client's own
   * @throws {GrantError} `invalid_token` if Pulsoid does not know the token, or if it is revoked or expired;
   * `invalid_response` if the reply is not a validation; `invalid_config` if the token is not printable ASCII;
   * otherwise the codes of `token()`.
   * @see https://docs.pulsoid.net/access-token-management/validate-authorization-token
   */
  validate(token?: string): Promise<PulsoidValidation>;
  /**
   * Revokes a token at Pulsoid, and then invalidates it in memory and in the shared cache. Pulsoid asks for no
   * credentials. If the revocation fails, the token stays in use.
   *
   * @param token the token to revoke; by default the client's own
   * @throws {GrantError} `invalid_token` if Pulsoid says that the token is unknown or expired; otherwise the codes of
   * `token()`.
   * @see https://docs.pulsoid.net/access-token-management/revoke-authorization-token
   */
  revoke(token?: string): Promise<void>;
}

// A server token has no user. Pulsoid does not document whether `profile_id` is then absent or null.
const ValidationSchema = v.object({
  client_id: v.string(),
  expires_in: v.number(),
  profile_id: v.nullish(v.string()),
  scopes: v.array(v.string()),
});

/** Makes the function that adds the endpoints to a client. Clients with the same API share it. */
export function pulsoidEndpoints(apiBaseUrl: string): (client: AuthorizedClient) => PulsoidEndpoints {
  const baseUrl = apiBaseUrl.replace(/\/+$/, '');
  // Each call makes its caller, because most clients of a large process never call these endpoints.
  return (client) => ({
    async validate(token) {
      const callEndpoint = createEndpointCaller(client);
      const bearer = token ?? (await client.token()).accessToken;
      const reply = await callEndpoint({ url: `${baseUrl}/api/v1/token/validate`, as: { bearer }, readReply }).catch(
        async (error) => {
          if (isGrantError(error) && error.code === 'invalid_token') await client.invalidate(bearer);
          throw error;
        },
      );
      const { success, output } = v.safeParse(ValidationSchema, reply);
      if (!success) {
        throw new GrantError({
          code: 'invalid_response',
          provider: 'pulsoid',
          summary:
            'The validation reply must be JSON with a string `client_id`, a number `expires_in` and an array `scopes`',
          hint: 'Check the option `apiBaseUrl`, and look for a proxy.',
        });
      }
      const { client_id: clientId, expires_in: expiresIn, profile_id: profileId, scopes } = output;
      return { clientId, expiresIn, profileId: profileId ?? undefined, scopes };
    },
    async revoke(token) {
      const callEndpoint = createEndpointCaller(client);
      const revoked = token ?? (await client.token()).accessToken;
      await callEndpoint({ url: `${baseUrl}/oauth2/revoke`, parameters: { token: revoked }, readReply });
      await client.invalidate(revoked);
    },
  });
}
