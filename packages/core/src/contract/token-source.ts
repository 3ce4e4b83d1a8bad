import type { AccessToken } from './access-token.ts';

/** Anything that can give a token. */
export interface TokenSource {
  /**
   * Resolves to a valid token. A token in memory is served, and renewed in the background near its end. Otherwise all
   * callers who ask at the same time share one request.
   *
   * @throws {GrantError} if there is no valid token within `timeout` ms. The wait ended: `timeout` and `aborted`.
   * The token endpoint failed: `network`, `redirect_refused`, `invalid_response`, `not_found`, `rate_limited`,
   * `server_error`, `refused` and the codes of RFC 6749 §5.2. The credentials failed, and nothing was sent:
   * `credential_unavailable`, `invalid_config`.
   */
  token(options?: TokenOptions): Promise<AccessToken>;
  /**
   * Invalidates this token in memory and in the shared cache, but no newer token. Call it when a server rejects the
   * token: only `api` and `fetch` do so themselves. A client invalidates it in its own scope, and in every
   * other scope that has seen it. It never rejects.
   */
  invalidate(token: AccessToken | string): Promise<void>;
}

/** Options of one {@link TokenSource.token} call. */
export interface TokenOptions {
  /** Frees this caller when it is aborted, with the code `aborted`. Other callers still get their token. */
  readonly signal?: AbortSignal | undefined;
  /** Asks for a new token even if memory or the cache has one. Only a `Retry-After` holds this back. @default false */
  readonly forceRefresh?: boolean | undefined;
}
