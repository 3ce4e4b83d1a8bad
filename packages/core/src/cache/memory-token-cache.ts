import { invalidConfig } from '../contract/grant-error.ts';
import type { TokenCache } from '../contract/token-cache.ts';
import { type Clock, systemClock } from '../platform/clock.ts';

/** Options of {@link memoryTokenCache}. */
export interface MemoryTokenCacheOptions {
  /** How many tokens it keeps; the least recently used goes first. @default 1000 */
  readonly maxEntries?: number | undefined;
  /** @default the runtime's clocks */
  readonly clock?: Clock | undefined;
}

interface Entry {
  readonly value: string;
  readonly until: number;
  readonly untilMonotonic: number;
}

/**
 * A bounded {@link TokenCache} in this process's memory, for clients that are made anew for each request or job but
 * should share their tokens. A single client needs none: it keeps its own token.
 *
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
  // A Map iterates in the order of insertion: whatever is used goes to the end, what is at the front goes first.
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
