import { invalidConfig } from '../contract/grant-error.ts';
import { checkOptionNames } from '../contract/parse-options.ts';
import type { TokenCache } from '../contract/token-cache.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { createRecentMap } from '../platform/recent-map.ts';

/** Options of {@link memoryTokenCache}. */
export interface MemoryTokenCacheOptions {
  /** The largest number of tokens, and of locks. The least recently used one is removed first. @default 1000 */
  readonly maxEntries?: number | undefined;
  /** The clocks, for tests. @default the runtime's */
  readonly clock?: Clock | undefined;
}

type Entry = { readonly value: string; readonly until: number; readonly untilMonotonic: number };

/**
 * A bounded {@link TokenCache} in the memory of this process. Use it for clients that are created for each request or
 * job and should share their tokens. A single client does not need it, because it keeps its own token.
 *
 * @throws {GrantError} `invalid_config` if `maxEntries` is below 1, or if an option is unknown.
 * @example
 * ```ts
 * import { memoryTokenCache } from '@grantkit/core';
 *
 * const cache = memoryTokenCache({ maxEntries: 5_000 });
 * ```
 */
export function memoryTokenCache(options: MemoryTokenCacheOptions = {}): TokenCache {
  checkOptionNames('grantkit', ['maxEntries', 'clock'], options);
  const { maxEntries = 1_000, clock = systemClock } = options;
  if (!(maxEntries >= 1)) throw invalidConfig('grantkit', 'The option `maxEntries` must be at least 1');
  const alive = (entry: Entry | undefined): entry is Entry =>
    entry !== undefined && clock.now() < entry.until && clock.monotonic() < entry.untilMonotonic;
  const entryOf = (value: string, ttl: number): Entry => ({
    value,
    until: clock.now() + ttl,
    untilMonotonic: clock.monotonic() + ttl,
  });
  const entries = createRecentMap<Entry>(maxEntries);
  const locks = createRecentMap<Entry>(maxEntries);

  return {
    async get(key) {
      const entry = entries.get(key);
      if (alive(entry)) return entry.value;
      entries.delete(key);
      return undefined;
    },
    async set(key, value, { ttl }) {
      entries.set(key, entryOf(value, ttl));
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
