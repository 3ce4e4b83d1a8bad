import {
  type EndpointCaller,
  GrantError,
  type Introspection,
  invalidConfig,
  readIntrospection,
  type ServerMetadata,
  type TokenSource,
  untilAborted,
} from '@grantkit/core';

/** Options of one `introspect` or `revoke` call. */
export interface ServerCallOptions {
  /** Further headers. They win over the client's own. @default none */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Ends the call with the code `aborted`. @default none */
  readonly signal?: AbortSignal | undefined;
}

/** The endpoints of an authorization server besides the token endpoint, where its metadata names them. */
export interface ServerEndpoints {
  /**
   * Asks the server whether a token is active, and what it allows. Some servers tell only the API that the token is for
   * (its audience), and answer `active: false` to all others.
   *
   * @param token the token to ask about; by default the client's own
   * @throws {GrantError} `invalid_config` if the metadata names no introspection endpoint; `invalid_response` if the
   * reply is not JSON with a boolean `active`; otherwise the codes of `token()` and `metadata()`.
   * @see https://www.rfc-editor.org/rfc/rfc7662
   */
  introspect(token?: string, options?: ServerCallOptions): Promise<Introspection>;
  /**
   * Revokes a token at the server, and then invalidates it in memory and in the shared cache. If the revocation fails,
   * the token stays in use.
   *
   * @param token the token to revoke; by default the client's own
   * @throws {GrantError} `invalid_config` if the metadata names no revocation endpoint; otherwise the codes of `token()`
   * and `metadata()`.
   * @see https://www.rfc-editor.org/rfc/rfc7009
   */
  revoke(token?: string, options?: ServerCallOptions): Promise<void>;
  /**
   * The server's metadata. It is fetched when an endpoint is first needed, and kept for 24 hours.
   *
   * @throws {GrantError} `invalid_config` without the option `issuer`; `invalid_response` if the document cannot be
   * used; `not_found`, `redirect_refused`, `network`, `timeout` and the other codes of a failed request. For 1 s,
   * growing to 60 s, the same failure is then thrown without a request.
   */
  metadata(): Promise<ServerMetadata>;
}

/** What the endpoints need of the client. */
export interface ServerEndpointsContext {
  readonly name: string;
  readonly issuer: string | undefined;
  readonly client: TokenSource;
  readonly callEndpoint: EndpointCaller;
  metadata(): Promise<ServerMetadata>;
}

export function serverEndpoints(context: ServerEndpointsContext): ServerEndpoints {
  const { name, issuer, client, callEndpoint, metadata } = context;
  const own = async ({ signal }: ServerCallOptions = {}) => (await client.token({ signal })).accessToken;
  const aborted = () => new GrantError({ code: 'aborted', provider: name, summary: 'The caller stopped waiting' });

  async function call(
    endpoint: 'introspectionEndpoint' | 'revocationEndpoint',
    what: string,
    token: string,
    { headers, signal }: ServerCallOptions = {},
  ): Promise<unknown> {
    const url = (await untilAborted(metadata(), signal, aborted))[endpoint];
    if (url === undefined)
      throw invalidConfig(name, `The metadata of the authorization server names no ${what} endpoint`);
    return callEndpoint({ url, parameters: { token }, as: 'client', audience: issuer, headers, signal });
  }

  return {
    metadata,
    async introspect(token, options) {
      const asked = token ?? (await own(options));
      return readIntrospection(name, await call('introspectionEndpoint', 'introspection', asked, options));
    },
    async revoke(token, options) {
      const revoked = token ?? (await own(options));
      await call('revocationEndpoint', 'revocation', revoked, options);
      await client.invalidate(revoked);
    },
  };
}
