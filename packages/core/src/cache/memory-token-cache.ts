import { invalidConfig } from '../contract/grant-error.ts';
import type { TokenCache } from '../contract/token-cache.ts';
import { type Clock, systemClock } from '../platform/clock.ts';

/** Options of {@link memoryTokenCache}. */
export interface MemoryTokenCacheOptions {
  /** The largest number of tokens. The least recently used one goes first. @default 1000 */
  readonly maxEntries?: number | undefined;
  /** The clocks, for tests. @default the runtime's */
  readonly clock?: Clock | undefined;
}

type Entry = { readonly value: string; readonly until: number; readonly untilMonotonic: number };

/**
 * A bounded {@link TokenCache} in the memory of this process. Use it for clients that are created for each request or
 * job and should share their tokens. A single client does not need it, because it keeps its own token.
 *
 * @throws {GrantError} `invalid_config` if `maxEntries` is below 1.
 * @example
 * ```ts
 * import { memoryTokenCache } from '@grantkit/core';
 *
 * const cache = memoryTokenCache({ maxEntries: 5_000 });
 * ```
 */
export function memoryTokenCache({
  maxEntries = 1_000,
  clock = systemClock,
}: MemoryTokenCacheOptions = {}): TokenCache {
  if (!(maxEntries >= 1)) throw invalidConfig('grantkit', 'The option `maxEntries` must be at least 1');
  const locks = new Map<string, Entry>();
  const alive = (entry: Entry | undefined): entry is Entry =>
    entry !== undefined && clock.now() < entry.until && clock.monotonic() < entry.untilMonotonic;
  const entryOf = (value: string, ttl: number): Entry => ({
    value,
    until: clock.now() + ttl,
    untilMonotonic: clock.monotonic() + ttl,
  });
  // A Map iterates in the order of insertion. An entry that is used moves to the end, so the first one is the oldest.
  const entries = new Map<string, Entry>();

  return {
    async get(key) {
      const entry = entries.get(key);
      entries.delete(key);
      if (!alive(entry)) return undefined;
      entries.set(key, entry);
      return entry.value;
    },
    async set(key, value, { ttl }) {
      entries.delete(key);
      entries.set(key, entryOf(value, ttl));
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries) break;
        entries.delete(oldest);
      }
    },
    async delete(key) {
      entries.delete(key);
    },
    async lock(key, { ttl }) {
      if (alive(locks.get(key))) return { state: 'held' };
      const lock = entryOf('', ttl);
      locks.set(key, lock);
      return {
        state: 'acquired',
        release: async () => {
          if (locks.get(key) === lock) locks.delete(key);
        },
      };
    },
  };
}
