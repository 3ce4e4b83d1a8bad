import {
  type EndpointCaller,
  GrantError,
  type Introspection,
  readIntrospection,
  type TokenSource,
  untilAborted,
} from '@grantkit/core';
import { assertionAudience, bothSpellings, type PingAmMetadata } from './endpoint-urls.ts';

/** Options of one `introspect` or `revoke` call. */
export interface PingAmCallOptions {
  /** Further headers, such as `X-ForgeRock-TransactionId`. They win over the client's own. @default none */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Ends the call with the code `aborted`. @default none */
  readonly signal?: AbortSignal | undefined;
}

/** A realm's endpoints besides the token endpoint: introspection, revocation and discovery. */
export interface PingAmEndpoints {
  /**
   * Asks AM whether a token is active, and what it allows. AM reports the token of another client as not active, unless
   * this client has the scope `am-introspect-all-tokens`.
   *
   * @param token the token to ask about; by default the client's own
   * @throws {GrantError} `invalid_response` if the reply is not JSON with a boolean `active`, for instance a JWT;
   * `invalid_config` if a header cannot be sent, or if the endpoint is unknown because `baseUrl` is missing; otherwise
   * the codes of `token()`.
   * @see https://docs.pingidentity.com/pingam/8.1/am-oauth2/oauth2-introspect-endpoint.html
   */
  introspect(token?: string, options?: PingAmCallOptions): Promise<Introspection>;
  /**
   * Revokes a token at AM, and then invalidates it in memory and in the shared cache. If the revocation fails, the
   * token stays in use.
   *
   * @param token the token to revoke; by default the client's own
   * @throws {GrantError} `invalid_grant` if OpenAM refuses, because the token is another client's; `invalid_config` as
   * `introspect` does; otherwise the codes of `token()`.
   * @see https://docs.pingidentity.com/pingam/8.1/am-oauth2/oauth2-token-revoke-endpoint.html
   */
  revoke(token?: string, options?: PingAmCallOptions): Promise<void>;
  /**
   * The URLs of the realm: from AM's document with the option `discovery`, and otherwise AM's usual paths without a
   * request. The document is asked for once, and the reply is kept.
   *
   * @throws {GrantError} `invalid_config` if the URLs are unknown because `baseUrl` is missing. With `discovery`:
   * `invalid_response` if the document is not usable, `not_found`, `redirect_refused`, `network`, `timeout` and the
   * other codes of a failed request. For 1 s, growing to 60 s, the same failure is then thrown without a request.
   * @see https://docs.pingidentity.com/pingam/8.1/am-oidc1/rest-api-oidc-discovery-configuration.html
   */
  metadata(): Promise<PingAmMetadata>;
}

/** What the realm's endpoints need of the client. */
export interface RealmEndpointsContext {
  readonly callEndpoint: EndpointCaller;
  readonly client: TokenSource;
  /** The realm's endpoints, discovered when they are first needed. */
  metadata(): Promise<PingAmMetadata>;
}

function aborted(): GrantError {
  return new GrantError({ code: 'aborted', provider: 'pingam', summary: 'The caller stopped waiting' });
}

export function realmEndpoints(context: RealmEndpointsContext): PingAmEndpoints {
  const { callEndpoint, client, metadata } = context;
  const own = async ({ signal }: PingAmCallOptions = {}) => (await client.token({ signal })).accessToken;

  /** An assertion names two endpoints: OpenAM expects the one that is called, AM's pages say the token endpoint. */
  async function callRealm(
    endpoint: 'introspectionEndpoint' | 'revocationEndpoint',
    token: string,
    { headers, signal }: PingAmCallOptions = {},
  ): Promise<unknown> {
    const known = await (signal === undefined ? metadata() : untilAborted(metadata(), signal, aborted));
    const url = known[endpoint];
    const audience = [...assertionAudience(known.tokenEndpoint), ...bothSpellings(url)];
    return callEndpoint({ url, parameters: { token }, as: 'client', audience, headers, signal });
  }

  return {
    metadata,
    async introspect(token, callOptions) {
      const reply = await callRealm('introspectionEndpoint', token ?? (await own(callOptions)), callOptions);
      const hint = "AM may have signed it. Set the client's Token introspection response format to JSON.";
      return readIntrospection('pingam', reply, hint);
    },
    async revoke(token, callOptions) {
      const revoked = token ?? (await own(callOptions));
      await callRealm('revocationEndpoint', revoked, callOptions);
      await client.invalidate(revoked);
    },
  };
}
