/**
 * Where processes, or the clients of one process, share tokens. Keys and values are opaque text. A value that comes
 * back changed is a miss, never a wrong token.
 *
 * A cache may be slow or broken. The engine waits 250 ms for each call, treats a failure as a miss, and then asks the
 * token endpoint.
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
  /** The value under the key; `undefined` or `null` if there is no value, or if it has expired. */
  get(key: string): Promise<string | null | undefined>;
  /** Stores the value for `ttl` ms, a finite number above 0. */
  set(key: string, value: string, options: { readonly ttl: number }): Promise<void>;
  /** Removes the value under the key, if there is one. */
  delete(key: string): Promise<void>;
  /**
   * Takes a lock, so that one process asks for a token while the others wait for it. The lock ends after `ttl` ms at
   * the latest. A cache that cannot promise this has no `lock`; processes then spread their renewals by chance.
   */
  lock?(key: string, options: { readonly ttl: number }): Promise<TokenCacheLock>;
}

/** The answer of {@link TokenCache.lock}. */
export type TokenCacheLock =
  /** This call took the lock. `release` ends this lock only, never a later one that another process took. */
  | { readonly state: 'acquired'; release(): Promise<void> }
  /** Another process holds the lock. */
  | { readonly state: 'held' }
  /** The cache cannot say. The engine continues without the lock. */
  | { readonly state: 'unavailable' };
