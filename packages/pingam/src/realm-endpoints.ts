import {
  type AccessToken,
  type AuthorizedClient,
  createServerEndpoints,
  type Introspection,
  type ServerCallOptions,
} from '@grantkit/core';
import { endpointsBelow, type PingAmMetadata } from './endpoint-urls.ts';
import { readReply } from './unknown-host.ts';

/** The members of a client for its realm's other endpoints: introspection, revocation, discovery and keys. */
export interface PingAmEndpoints {
  /**
   * Asks AM whether a token is active, and what it allows. AM reports the token of another client as not active. At
   * PingAM a client with the scope `am-introspect-all-tokens` sees it too; at OpenAM this scope does nothing.
   *
   * @param token the token to ask about; by default the client's own
   * @throws {GrantError} `invalid_response` if the reply is not JSON with a boolean `active`, for instance a JWT;
   * `invalid_config` if a header cannot be sent, or if the endpoint is unknown because `baseUrl` is missing; otherwise
   * the codes of `token()`.
   * @see https://docs.pingidentity.com/pingam/8.1/am-oauth2/oauth2-introspect-endpoint.html
   */
  introspect(token?: AccessToken | string, options?: ServerCallOptions): Promise<Introspection>;
  /**
   * Revokes a token at AM, and then invalidates it in memory and in the shared cache. If the revocation fails, the
   * token stays in use.
   *
   * @param token the token to revoke; by default the client's own
   * @throws {GrantError} `invalid_grant` if OpenAM refuses, because the token is another client's; `invalid_config` as
   * `introspect` does; otherwise the codes of `token()`.
   * @see https://docs.pingidentity.com/pingam/8.1/am-oauth2/oauth2-token-revoke-endpoint.html
   */
  revoke(token?: AccessToken | string, options?: ServerCallOptions): Promise<void>;
  /**
   * The URLs of the realm: from AM's document with the option `discovery`, and otherwise AM's usual paths without a
   * request. The client keeps the document for 24 hours.
   *
   * @throws {GrantError} `invalid_config` if the URLs are unknown because `baseUrl` is missing. With `discovery`:
   * `invalid_response` if the document is not usable, `not_found`, `redirect_refused`, `network`, `timeout` and the
   * other codes of a failed request. For 1 s, growing to 60 s, or as long as a `Retry-After` asks,
   * the same failure is then thrown without a request.
   * @see https://docs.pingidentity.com/pingam/8.1/am-oidc1/rest-api-oidc-discovery-configuration.html
   */
  metadata(): Promise<PingAmMetadata>;
  /**
   * The realm's issuer at AM's usual path, known without a request; `undefined` if the options do not tell it. AM's own
   * spelling may contain the default port: {@link PingAmEndpoints.metadata} returns it with the option `discovery`.
   */
  readonly issuer: string | undefined;
  /** The URL of the realm's public keys at AM's usual path; `undefined` if the options do not tell it. */
  readonly jwksUri: string | undefined;
}

/** What the realm's endpoints need of the client. */
export interface RealmEndpointsContext {
  /** The main client, or the client of a scope. */
  readonly client: AuthorizedClient;
  /** The realm's issuer at AM's usual path; `undefined` if the options do not tell it. */
  readonly issuer: string | undefined;
  /** The realm's endpoints, discovered when they are first needed. */
  metadata(): Promise<PingAmMetadata>;
  /** The audience of an assertion at an endpoint other than the token endpoint. */
  audienceAt(url: string, tokenEndpoint: string): string | readonly string[];
}

export function realmEndpoints({ client, issuer, metadata, audienceAt }: RealmEndpointsContext): PingAmEndpoints {
  const endpoints = createServerEndpoints({
    provider: 'pingam',
    client,
    readReply,
    introspectionHint: "AM may have signed it. Set the client's Token introspection response format to JSON.",
    async find(endpoint) {
      const { tokenEndpoint, [endpoint]: url } = await metadata();
      return { url, audience: audienceAt(url, tokenEndpoint) };
    },
  });
  return { ...endpoints, metadata, issuer, jwksUri: issuer && endpointsBelow(issuer).jwksUri };
}
