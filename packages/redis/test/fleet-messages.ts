/** What a process of the fleet is told. */
export type Order =
  /** Make new clients, which have no token in memory. */
  | { readonly type: 'make'; readonly tenants: readonly Tenant[]; readonly prefix: string; readonly timeout: number }
  /** Ask each client for a token, so many times at once. */
  | { readonly type: 'call'; readonly callers: number }
  /** Say when Redis can be reached. */
  | { readonly type: 'ping' };

/** Whom a process has a client for. */
export interface Tenant {
  readonly provider: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What came of one process's calls. */
export interface Report {
  /** The different tokens that its callers were given. */
  readonly tokens: readonly string[];
  /** What the calls that failed said. */
  readonly failures: readonly string[];
  /** What the engine said of the cache meanwhile. */
  readonly cacheFailures: readonly string[];
}
