import { createEndpointCaller, GrantError, isGrantError, type ProviderClient } from '@grantkit/core';
import * as v from 'valibot';

/** What Pulsoid says of a token. */
export interface PulsoidValidation {
  readonly clientId: string;
  /** s. It can be twenty years: manual tokens live that long. */
  readonly expiresIn: number;
  /** The user that the token is for; a server token may have none. */
  readonly profileId: string | undefined;
  readonly scopes: readonly string[];
}

/** Pulsoid's endpoints besides the token endpoint. */
export interface PulsoidEndpoints {
  /**
   * Asks what a token is good for, by default the client's own.
   *
   * @throws {GrantError} `invalid_token` where Pulsoid does not know it, or not any more.
   * @see https://docs.pulsoid.net/access-token-management/validate-authorization-token
   */
  validate(token?: string): Promise<PulsoidValidation>;
  /**
   * Revokes a token, by default the client's own, which is then dropped here too. Pulsoid asks for no credentials.
   *
   * @throws {GrantError}
   * @see https://docs.pulsoid.net/access-token-management/revoke-authorization-token
   */
  revoke(token?: string): Promise<void>;
}

// A server token has no user: whether `profile_id` is then absent or null is not documented.
const ValidationSchema = v.object({
  client_id: v.string(),
  expires_in: v.number(),
  profile_id: v.nullish(v.string()),
  scopes: v.array(v.string()),
});

export function pulsoidEndpoints(client: ProviderClient, apiBaseUrl: string): PulsoidEndpoints {
  const baseUrl = apiBaseUrl.replace(/\/+$/, '');
  const callEndpoint = createEndpointCaller(client);
  const ownToken = async () => (await client.token()).accessToken;
  return {
    async validate(token) {
      const bearer = token ?? (await ownToken());
      const reply = await callEndpoint({ url: `${baseUrl}/api/v1/token/validate`, as: { bearer } }).catch(
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
            'Pulsoid did not return a validation: `client_id`, `expires_in` or `scopes` is missing or of another type',
        });
      }
      const { client_id: clientId, expires_in: expiresIn, profile_id: profileId, scopes } = output;
      return { clientId, expiresIn, profileId: profileId ?? undefined, scopes };
    },
    async revoke(token) {
      const revoked = token ?? (await ownToken());
      await callEndpoint({ url: `${baseUrl}/oauth2/revoke`, parameters: { token: revoked } });
      await client.invalidate(revoked);
    },
  };
}
