/** An order to a process of the fleet. */
export type Order =
  /** Make new clients, which have no token in memory. */
  | { readonly type: 'make'; readonly tenants: readonly Tenant[]; readonly prefix: string; readonly timeout: number }
  /** Ask each client for `callers` tokens at the same time. */
  | { readonly type: 'call'; readonly callers: number }
  /** Report when the connection to Redis is up. */
  | { readonly type: 'ping' };

/** One client of an authorization server, for which each process makes a client of its own. */
export interface Tenant {
  readonly provider: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The results of the calls of one process. */
export interface Report {
  /** The different tokens that the callers got. */
  readonly tokens: readonly string[];
  /** The errors of the calls that failed. */
  readonly failures: readonly string[];
  /** The `cache_failed` events during the calls. */
  readonly cacheFailures: readonly string[];
}
