import type { AccessToken, Introspection, ServerCallOptions, ServerMetadata } from '@grantkit/core';

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
  introspect(token?: AccessToken | string, options?: ServerCallOptions): Promise<Introspection>;
  /**
   * Revokes a token at the server, and then invalidates it in memory and in the shared cache. If the revocation fails,
   * the token stays in use.
   *
   * @param token the token to revoke; by default the client's own
   * @throws {GrantError} `invalid_config` if the metadata names no revocation endpoint; otherwise the codes of `token()`
   * and `metadata()`.
   * @see https://www.rfc-editor.org/rfc/rfc7009
   */
  revoke(token?: AccessToken | string, options?: ServerCallOptions): Promise<void>;
  /**
   * The server's metadata. It is fetched when an endpoint is first needed, and kept for 24 hours.
   *
   * @throws {GrantError} `invalid_config` without the option `issuer`; `invalid_response` if the document cannot be
   * used; `not_found`, `redirect_refused`, `network`, `timeout` and the other codes of a failed request. For 1 s,
   * growing to 60 s, or as long as a `Retry-After` asks, the same failure is then thrown without a request.
   */
  metadata(): Promise<ServerMetadata>;
}
