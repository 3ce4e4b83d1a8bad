import { createFakeClock, type TestedTokenCache, type TokenCacheSubject } from '@grantkit/testing';

interface Entry {
  readonly value: string;
  readonly until: number;
}

/** A token cache that always has a lock. */
export interface MapTokenCache extends TestedTokenCache {
  lock: NonNullable<TestedTokenCache['lock']>;
}

/** The simplest correct token cache. */
export function mapTokenCache(now: () => number = Date.now, entries: Map<string, Entry> = new Map()): MapTokenCache {
  const alive = (key: string) => {
    const entry = entries.get(key);
    return entry !== undefined && now() < entry.until ? entry : undefined;
  };
  return {
    get: async (key) => alive(key)?.value,
    set: async (key, value, { ttl }) => void entries.set(key, { value, until: now() + ttl }),
    delete: async (key) => void entries.delete(key),
    async lock(key, { ttl }) {
      if (alive(key)) return { state: 'held' };
      const lock = { value: '', until: now() + ttl };
      entries.set(key, lock);
      return { state: 'acquired', release: async () => void (entries.get(key) === lock && entries.delete(key)) };
    },
  };
}

/** A correct token cache on a clock of its own, in which `change` can replace methods. */
export function mapSubject(change: (cache: MapTokenCache) => TestedTokenCache = (cache) => cache): TokenCacheSubject {
  const clock = createFakeClock();
  const entries = new Map<string, Entry>();
  const open = () => change(mapTokenCache(clock.now, entries));
  return { cache: open(), advance: clock.advance, reopen: open };
}
