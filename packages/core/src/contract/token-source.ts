import type { AccessToken } from './access-token.ts';

/** Anything that can give a token. */
export interface TokenSource {
  /**
   * A valid token: from memory if there is one, renewed in the background near its end, and requested once for all
   * callers who ask at the same time.
   *
   * @throws {GrantError} if there is no valid token within the client's `timeout`. `timeout` and `aborted` come from the
   * wait; `network`, `redirect_refused`, `invalid_response`, `not_found`, `rate_limited`, `server_error`, `refused` and
   * the codes of RFC 6749 §5.2 from the token endpoint; `credential_unavailable` and `invalid_config` from the
   * credentials, before anything is sent.
   */
  token(options?: TokenOptions): Promise<AccessToken>;
  /**
   * Invalidates this token, in memory and in the shared cache, and no newer one. Call it when a server rejects the
   * token; `api` and `fetch` do so by themselves. The main client does it for every scope. It never rejects.
   */
  invalidate(token: AccessToken | string): Promise<void>;
}

/** Options of one {@link TokenSource.token} call. */
export interface TokenOptions {
  /** Frees this caller when it is aborted, with the code `aborted`. Other callers still get their token. */
  readonly signal?: AbortSignal | undefined;
  /** Asks the authorization server for a new token, whatever is in memory, cached or remembered. @default false */
  readonly forceRefresh?: boolean | undefined;
}
