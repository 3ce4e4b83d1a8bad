/**
 * Where tokens wait to be shared, by processes or by the clients of one process. Keys and values are opaque text; a
 * value that comes back changed is a miss, never a wrong token.
 *
 * A cache may be slow or broken: the engine gives each call 250 ms, treats a failure as a miss, and asks the token
 * endpoint instead.
 *
 * @example
 * ```ts
 * import type { TokenCache } from '@grantkit/core';
 *
 * function mapTokenCache(): TokenCache {
 *   const entries = new Map<string, { value: string; until: number }>();
 *   return {
 *     get: async (key) => {
 *       const entry = entries.get(key);
 *       return entry && entry.until > Date.now() ? entry.value : undefined;
 *     },
 *     set: async (key, value, { ttl }) => void entries.set(key, { value, until: Date.now() + ttl }),
 *     delete: async (key) => void entries.delete(key),
 *   };
 * }
 * ```
 */
export interface TokenCache {
  /** The value under the key; `undefined` (or `null`) where there is none, or where it has expired. */
  get(key: string): Promise<string | null | undefined>;
  /** Stores the value for `ttl` ms: always finite and positive. */
  set(key: string, value: string, options: { readonly ttl: number }): Promise<void>;
  delete(key: string): Promise<void>;
  /**
   * Lets one process ask for a token while the others wait for what it shares. The lock is gone after `ttl` ms at the
   * latest. A cache that cannot promise that leaves this out; processes then spread their renewals by chance.
   */
  lock?(key: string, options: { readonly ttl: number }): Promise<TokenCacheLock>;
}

/** The answer of {@link TokenCache.lock}. */
export type TokenCacheLock =
  /** It is ours. `release` gives up this very lock, never one that somebody else has taken since it ran out. */
  | { readonly state: 'acquired'; release(): Promise<void> }
  /** Somebody else has it. */
  | { readonly state: 'held' }
  /** There is no telling: nobody is kept waiting. */
  | { readonly state: 'unavailable' };
