import type { TestedTokenCache } from '@grantkit/testing';
import { type MapTokenCache, mapTokenCache } from './map-token-cache.ts';

/** A mistake that a cache can make. */
export interface Mistake {
  readonly mistake: string;
  /** Returns the methods that differ from the correct cache. */
  readonly change: (cache: MapTokenCache) => Partial<TestedTokenCache>;
  /** The tests of the suite that must fail. Other tests may fail too. */
  readonly caughtBy: readonly string[];
}

const oddKeys = 'keeps keys with unusual characters apart';

/** Mistakes of stores and caches, and the tests of the suite that catch them. */
export const mistakes: readonly Mistake[] = [
  {
    mistake: 'stores nothing',
    change: () => ({ set: async () => {} }),
    caughtBy: [
      'returns a short text unchanged',
      'replaces an earlier value',
      'stores a value again after a delete',
      'stores 50 entries at the same time',
      'finds an entry again after the store was reopened',
    ],
  },
  {
    mistake: 'returns "" for a missing entry',
    change: ({ get }) => ({ get: async (key) => (await get(key)) ?? '' }),
    caughtBy: ['returns nothing for a key that was never stored', 'deletes one entry and keeps the others'],
  },
  {
    mistake: 'treats an empty text as missing',
    change: ({ get }) => ({ get: async (key) => (await get(key)) || undefined }),
    caughtBy: ['returns an empty text unchanged'],
  },
  {
    mistake: 'trims values',
    change: ({ set }) => ({ set: (key, value, options) => set(key, value.trim(), options) }),
    caughtBy: ['returns a single space unchanged', 'returns white space at both ends unchanged'],
  },
  {
    mistake: 'cuts a value at a null character',
    change: ({ set }) => ({ set: (key, value, options) => set(key, value.split('\0', 1).join(), options) }),
    caughtBy: ['returns quotes, backslashes and a null character unchanged'],
  },
  {
    mistake: 'stores values as Latin-1',
    change: ({ set }) => ({
      set: (key, value, options) => set(key, Buffer.from(value, 'latin1').toString('latin1'), options),
    }),
    caughtBy: ['returns text beyond ASCII unchanged', 'returns 100 KB beyond ASCII unchanged'],
  },
  {
    mistake: 'cuts a value at 64 KB',
    change: ({ set }) => ({ set: (key, value, options) => set(key, value.slice(0, 65_535), options) }),
    caughtBy: ['returns 100 KB of ASCII unchanged'],
  },
  {
    mistake: 'parses a value that looks like JSON',
    change: ({ get }) => ({
      get: async (key) => {
        const text = await get(key);
        try {
          return JSON.parse(text ?? '');
        } catch {
          return text;
        }
      },
    }),
    caughtBy: [
      'returns the text "null" unchanged',
      'returns a text that looks like a number unchanged',
      'returns a text that looks like JSON unchanged',
    ],
  },
  {
    mistake: 'keeps the first value',
    change: ({ get, set }) => ({
      set: async (key, value, options) => ((await get(key)) === undefined ? set(key, value, options) : undefined),
    }),
    caughtBy: ['replaces an earlier value', 'uses the ttl of the last value'],
  },
  {
    mistake: 'writes a value in two steps',
    change: ({ get, set }) => ({
      async set(key, value, options) {
        await set(key, value.slice(0, 1_000), options);
        if (value.startsWith('1')) await get(key);
        await set(key, (await get(key)) + value.slice(1_000), options);
      },
    }),
    caughtBy: ['keeps one whole value when several are stored under one key at the same time'],
  },
  {
    mistake: 'deletes nothing',
    change: () => ({ delete: async () => {} }),
    caughtBy: ['deletes one entry and keeps the others'],
  },
  {
    mistake: 'fails when there is no entry to delete',
    change: (cache) => ({
      async delete(key) {
        if ((await cache.get(key)) === undefined) throw new Error('no such key');
        await cache.delete(key);
      },
    }),
    caughtBy: ['does not fail when there is no entry to delete'],
  },
  {
    mistake: 'ignores the case of keys',
    change: (cache) => onKeys(cache, (key) => key.toLowerCase()),
    caughtBy: [oddKeys],
  },
  { mistake: 'trims keys', change: (cache) => onKeys(cache, (key) => key.trim()), caughtBy: [oddKeys] },
  { mistake: 'cuts keys', change: (cache) => onKeys(cache, (key) => key.slice(0, 120)), caughtBy: [oddKeys] },
  { mistake: 'normalises keys', change: (cache) => onKeys(cache, (key) => key.normalize()), caughtBy: [oddKeys] },
  {
    mistake: 'finds inherited properties as entries',
    change: ({ get }) => ({ get: async (key) => (key in {} ? String(Reflect.get({}, key)) : get(key)) }),
    caughtBy: [oddKeys],
  },
  {
    mistake: 'ignores the ttl',
    change: (cache) => onTtl(cache, () => Number.MAX_VALUE),
    caughtBy: [
      'keeps an entry until its ttl has passed, and no longer',
      'accepts a ttl below 1 ms',
      'uses the ttl of the last value',
      'keeps a lock until its ttl has passed, and no longer',
      'locks for 0.25 ms and for 58 days',
    ],
  },
  {
    mistake: 'reads the ttl as seconds',
    change: (cache) => onTtl(cache, (ttl) => ttl * 1000),
    caughtBy: ['keeps an entry until its ttl has passed, and no longer', 'keeps an entry for 58 days'],
  },
  {
    mistake: 'lets an entry expire a second early',
    change: (cache) => onTtl(cache, (ttl) => ttl - 1000),
    caughtBy: ['keeps an entry until its ttl has passed, and no longer', 'keeps an entry for 58 days'],
  },
  {
    mistake: 'passes the ttl to setTimeout',
    change: (cache) => onTtl(cache, (ttl) => (ttl > 2 ** 31 - 1 ? 1 : ttl)),
    caughtBy: ['keeps an entry for 58 days', 'keeps an entry for 68 years', 'locks for 0.25 ms and for 58 days'],
  },
  {
    mistake: 'keeps the ttl in 32 bits',
    change: (cache) => onTtl(cache, (ttl) => ttl | 0),
    caughtBy: ['keeps an entry for 58 days', 'keeps an entry for 68 years'],
  },
  {
    mistake: 'accepts only whole ms as a ttl',
    change: (cache) =>
      onTtl(cache, (ttl) => {
        if (!Number.isInteger(ttl)) throw new Error('ERR value is not an integer or out of range');
        return ttl;
      }),
    caughtBy: [
      'accepts a ttl with a fraction, such as 250.75 ms',
      'accepts a ttl below 1 ms',
      'locks for 0.25 ms and for 58 days',
    ],
  },
  {
    mistake: 'rounds a ttl down to 0, and keeps such an entry for ever',
    change: (cache) => onTtl(cache, (ttl) => Math.floor(ttl) || Number.MAX_VALUE),
    caughtBy: ['accepts a ttl below 1 ms'],
  },
  {
    mistake: 'keeps the first ttl of an entry',
    change: (cache) => {
      const first = new Map<string, number>();
      return {
        set(key, value, { ttl }) {
          first.set(key, first.get(key) ?? ttl);
          return cache.set(key, value, { ttl: first.get(key) ?? ttl });
        },
      };
    },
    caughtBy: ['uses the ttl of the last value'],
  },
  {
    mistake: 'gives its lock to every caller',
    change: () => ({ lock: async () => ({ state: 'acquired', release: async () => {} }) }),
    caughtBy: [
      'gives the lock to the first caller and answers "held" to the next',
      'gives the lock to exactly one of 20 callers at the same time',
      'gives the lock to one cache on the store at a time',
    ],
  },
  {
    mistake: 'looks at the lock first and takes it in a second step',
    change: (cache) => {
      const held = new Set<string>();
      return {
        async lock(key) {
          const isHeld = held.has(key);
          await cache.get(key);
          if (isHeld) return { state: 'held' };
          held.add(key);
          return { state: 'acquired', release: async () => void held.delete(key) };
        },
      };
    },
    caughtBy: ['gives the lock to exactly one of 20 callers at the same time'],
  },
  {
    mistake: 'never gives its lock',
    change: () => ({ lock: async () => ({ state: 'unavailable' }) }),
    caughtBy: ['gives the lock to the first caller and answers "held" to the next'],
  },
  {
    mistake: 'has one lock for all keys',
    change: ({ lock }) => ({ lock: (_key, options) => lock('the lock', options) }),
    caughtBy: ['keeps the locks of different keys apart'],
  },
  {
    mistake: 'stores a lock under the key of an entry',
    change: ({ lock }) => ({ lock: (key, options) => lock(key.replace(/:lock$/, ''), options) }),
    caughtBy: ['keeps locks and entries apart'],
  },
  {
    mistake: 'never releases its lock',
    change: ({ lock }) => ({
      lock: async (key, options) => ({ ...(await lock(key, options)), release: async () => {} }),
    }),
    caughtBy: ['gives the lock again after its release', 'keeps the locks of different keys apart'],
  },
  {
    mistake: 'releases a lock by its key alone',
    change: (cache) => ({
      async lock(key, options) {
        const lock = await cache.lock(key, options);
        return lock.state === 'acquired' ? { ...lock, release: () => cache.delete(key) } : lock;
      },
    }),
    caughtBy: [
      'does not release an expired lock that has another holder now',
      'does not release the next lock when a holder releases twice',
      'gives the lock to one cache on the store at a time',
    ],
  },
  {
    mistake: 'fails when an expired lock is released',
    change: (cache) => ({
      async lock(key, options) {
        const lock = await cache.lock(key, options);
        if (lock.state !== 'acquired') return lock;
        const release = async () => {
          const again = await cache.lock(key, options);
          if (again.state === 'acquired') throw new Error('no such lock');
          await lock.release();
        };
        return { state: 'acquired', release };
      },
    }),
    caughtBy: ['does not fail when a holder releases an expired lock'],
  },
  {
    mistake: 'shares nothing with other caches on its store',
    change: () => mapTokenCache(() => 0),
    caughtBy: [
      'finds an entry again after the store was reopened',
      'shows the changes of one cache to every cache on the store',
      'gives the lock to one cache on the store at a time',
    ],
  },
];

function onKeys({ get, set, ...cache }: MapTokenCache, change: (key: string) => string): TestedTokenCache {
  return {
    get: (key) => get(change(key)),
    set: (key, value, options) => set(change(key), value, options),
    delete: (key) => cache.delete(change(key)),
  };
}

export function onTtl(cache: MapTokenCache, change: (ttl: number) => number): TestedTokenCache {
  return {
    ...cache,
    set: async (key, value, { ttl }) => cache.set(key, value, { ttl: change(ttl) }),
    lock: async (key, { ttl }) => cache.lock(key, { ttl: change(ttl) }),
  };
}
