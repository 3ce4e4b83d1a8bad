import { memoryTokenCache, type TokenCache, type TokenCacheLock } from '@grantkit/core';
import type { Faults } from './faults.ts';

/** Answers that are no entry of this cache. */
const lies = ['', 'null', '[]', '{}', '{"version":1}', 'not JSON', '{"version":2,"accessToken":"x"}'];

/** A shared cache that throws, hangs or lies as the plan says. */
export function faultyTokenCache(faults: Faults): TokenCache {
  const cache = memoryTokenCache();
  /** The last value that each key had before its present one. */
  const former = new Map<string, string>();
  const latest = new Map<string, string>();
  let count = 0;

  async function spoil<T>(right: () => Promise<T>, lie: () => T | Promise<T>): Promise<T> {
    const active = faults.cache();
    switch (active?.fault) {
      case 'throws':
        throw new Error('The cache is broken');
      case 'hangs':
        // It answers at the end of its window: late answers are a case of their own.
        await new Promise((resolve) => setTimeout(resolve, active.left));
        return right();
      case 'lies':
        return lie();
      default:
        return right();
    }
  }

  return {
    get(key) {
      count += 1;
      const lie = count % 2 === 0 ? former.get(key) : lies[count % lies.length];
      return spoil<string | null | undefined>(
        () => cache.get(key),
        () => lie,
      );
    },
    set(key, value, options) {
      // Only of keys that the clients use, so that the maps stay small.
      former.set(key, latest.get(key) ?? value);
      latest.set(key, value);
      return spoil(
        () => cache.set(key, value, options),
        () => {},
      );
    },
    delete: (key) =>
      spoil(
        () => cache.delete(key),
        () => {},
      ),
    async lock(key, options) {
      const lock = await spoil<TokenCacheLock>(
        async () => cache.lock?.(key, options) ?? { state: 'unavailable' },
        () => ({ state: 'held' }),
      );
      if (lock.state !== 'acquired') return lock;
      return { ...lock, release: () => spoil(lock.release, async () => {}) };
    },
  };
}
