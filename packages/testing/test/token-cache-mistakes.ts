import type { TestedTokenCache } from '@grantkit/testing';
import { type MapTokenCache, mapTokenCache } from './map-token-cache.ts';

export interface Mistake {
  readonly mistake: string;
  readonly change: (cache: MapTokenCache) => Partial<TestedTokenCache>;
  /** Tests of the suite that must fail; others may. */
  readonly caughtBy: readonly string[];
}

const oddKeys = 'keeps keys of any characters apart';

/** Mistakes that stores and the caches on them make, and the tests that catch them. */
export const mistakes: readonly Mistake[] = [
  {
    mistake: 'forgets what it is given',
    change: () => ({ set: async () => {} }),
    caughtBy: [
      'gives back a short text exactly',
      'replaces what was stored before',
      'stores again what was deleted',
      'stores many entries at the same time',
      'finds an entry again on the same store',
    ],
  },
  {
    mistake: 'says "" where there is nothing',
    change: ({ get }) => ({ get: async (key) => (await get(key)) ?? '' }),
    caughtBy: ['answers with nothing where nothing was stored', 'forgets what was deleted, and nothing else'],
  },
  {
    mistake: 'takes an empty text for nothing',
    change: ({ get }) => ({ get: async (key) => (await get(key)) || undefined }),
    caughtBy: ['gives back an empty text exactly'],
  },
  {
    mistake: 'trims',
    change: ({ set }) => ({ set: (key, value, options) => set(key, value.trim(), options) }),
    caughtBy: ['gives back a single space exactly', 'gives back white space at both ends exactly'],
  },
  {
    mistake: 'ends a text at a null character',
    change: ({ set }) => ({ set: (key, value, options) => set(key, value.split('\0', 1).join(), options) }),
    caughtBy: ['gives back quotes, backslashes and a null character exactly'],
  },
  {
    mistake: 'writes Latin-1',
    change: ({ set }) => ({
      set: (key, value, options) => set(key, Buffer.from(value, 'latin1').toString('latin1'), options),
    }),
    caughtBy: ['gives back text beyond ASCII exactly', 'gives back 100 KB beyond ASCII exactly'],
  },
  {
    mistake: 'cuts a text at 64 KB',
    change: ({ set }) => ({ set: (key, value, options) => set(key, value.slice(0, 65_535), options) }),
    caughtBy: ['gives back 100 KB of ASCII exactly'],
  },
  {
    mistake: 'parses what looks like JSON',
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
      'gives back what looks like nothing exactly',
      'gives back what looks like a number exactly',
      'gives back what looks like JSON exactly',
    ],
  },
  {
    mistake: 'keeps the first value',
    change: ({ get, set }) => ({
      set: async (key, value, options) => ((await get(key)) === undefined ? set(key, value, options) : undefined),
    }),
    caughtBy: ['replaces what was stored before', 'goes by the ttl of the value that was stored last'],
  },
  {
    mistake: 'writes a value in two goes',
    change: ({ get, set }) => ({
      async set(key, value, options) {
        await set(key, value.slice(0, 1_000), options);
        if (value.startsWith('1')) await get(key);
        await set(key, (await get(key)) + value.slice(1_000), options);
      },
    }),
    caughtBy: ['keeps one of the values that are stored under one key at the same time, and keeps it whole'],
  },
  {
    mistake: 'keeps what was deleted',
    change: () => ({ delete: async () => {} }),
    caughtBy: ['forgets what was deleted, and nothing else'],
  },
  {
    mistake: 'complains that there is nothing to delete',
    change: (cache) => ({
      async delete(key) {
        if ((await cache.get(key)) === undefined) throw new Error('no such key');
        await cache.delete(key);
      },
    }),
    caughtBy: ['deletes nothing without complaint'],
  },
  { mistake: 'ignores case', change: (cache) => onKeys(cache, (key) => key.toLowerCase()), caughtBy: [oddKeys] },
  { mistake: 'trims keys', change: (cache) => onKeys(cache, (key) => key.trim()), caughtBy: [oddKeys] },
  { mistake: 'cuts keys', change: (cache) => onKeys(cache, (key) => key.slice(0, 120)), caughtBy: [oddKeys] },
  { mistake: 'normalises keys', change: (cache) => onKeys(cache, (key) => key.normalize()), caughtBy: [oddKeys] },
  {
    mistake: 'keeps its entries on an object that inherits',
    change: ({ get }) => ({ get: async (key) => (key in {} ? String(Reflect.get({}, key)) : get(key)) }),
    caughtBy: [oddKeys],
  },
  {
    mistake: 'ignores the ttl',
    change: (cache) => onTtl(cache, () => Number.MAX_VALUE),
    caughtBy: [
      'lets an entry go when its ttl has passed, and no earlier',
      'takes a ttl of a fraction of a ms',
      'goes by the ttl of the value that was stored last',
      'lets a lock go when its ttl has passed, and no earlier',
      'locks for a ttl that is no whole number of ms, and for 58 days',
    ],
  },
  {
    mistake: 'takes the ttl for seconds',
    change: (cache) => onTtl(cache, (ttl) => ttl * 1000),
    caughtBy: ['lets an entry go when its ttl has passed, and no earlier', 'keeps an entry for 58 days'],
  },
  {
    mistake: 'lets go a second early',
    change: (cache) => onTtl(cache, (ttl) => ttl - 1000),
    caughtBy: ['lets an entry go when its ttl has passed, and no earlier', 'keeps an entry for 58 days'],
  },
  {
    mistake: 'hands the ttl to setTimeout',
    change: (cache) => onTtl(cache, (ttl) => (ttl > 2 ** 31 - 1 ? 1 : ttl)),
    caughtBy: [
      'keeps an entry for 58 days',
      'keeps an entry for 68 years',
      'locks for a ttl that is no whole number of ms, and for 58 days',
    ],
  },
  {
    mistake: 'counts the ttl in 32 bits',
    change: (cache) => onTtl(cache, (ttl) => ttl | 0),
    caughtBy: ['keeps an entry for 58 days', 'keeps an entry for 68 years'],
  },
  {
    mistake: 'insists on a ttl in whole ms',
    change: (cache) =>
      onTtl(cache, (ttl) => {
        if (!Number.isInteger(ttl)) throw new Error('ERR value is not an integer or out of range');
        return ttl;
      }),
    caughtBy: [
      'takes a ttl that is no whole number of ms',
      'takes a ttl of a fraction of a ms',
      'locks for a ttl that is no whole number of ms, and for 58 days',
    ],
  },
  {
    mistake: 'rounds a ttl down to nothing, which it takes for ever',
    change: (cache) => onTtl(cache, (ttl) => Math.floor(ttl) || Number.MAX_VALUE),
    caughtBy: ['takes a ttl of a fraction of a ms'],
  },
  {
    mistake: 'lets an entry keep the ttl that it had first',
    change: (cache) => {
      const first = new Map<string, number>();
      return {
        set(key, value, { ttl }) {
          first.set(key, first.get(key) ?? ttl);
          return cache.set(key, value, { ttl: first.get(key) ?? ttl });
        },
      };
    },
    caughtBy: ['goes by the ttl of the value that was stored last'],
  },
  {
    mistake: 'gives its lock to everybody',
    change: () => ({ lock: async () => ({ state: 'acquired', release: async () => {} }) }),
    caughtBy: [
      'gives a lock to the first who asks, and tells the next that it is held',
      'gives a lock to one of many who ask at the same time',
      'gives a lock to one cache on the store, and then to the next',
    ],
  },
  {
    mistake: 'looks first and locks a moment later',
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
    caughtBy: ['gives a lock to one of many who ask at the same time'],
  },
  {
    mistake: 'gives its lock to nobody',
    change: () => ({ lock: async () => ({ state: 'unavailable' }) }),
    caughtBy: ['gives a lock to the first who asks, and tells the next that it is held'],
  },
  {
    mistake: 'has one lock for everything',
    change: ({ lock }) => ({ lock: (_key, options) => lock('the lock', options) }),
    caughtBy: ['keeps the locks of different keys apart'],
  },
  {
    mistake: 'keeps its locks where the entries are',
    change: ({ lock }) => ({ lock: (key, options) => lock(key.replace(/:lock$/, ''), options) }),
    caughtBy: ['leaves entries alone'],
  },
  {
    mistake: 'never releases its lock',
    change: ({ lock }) => ({
      lock: async (key, options) => ({ ...(await lock(key, options)), release: async () => {} }),
    }),
    caughtBy: ['gives a lock again once it was released', 'keeps the locks of different keys apart'],
  },
  {
    mistake: 'releases by key, whoever holds the lock now',
    change: (cache) => ({
      async lock(key, options) {
        const lock = await cache.lock(key, options);
        return lock.state === 'acquired' ? { ...lock, release: () => cache.delete(key) } : lock;
      },
    }),
    caughtBy: [
      'never releases a lock that somebody else has taken since it ran out',
      'never releases a lock twice',
      'gives a lock to one cache on the store, and then to the next',
    ],
  },
  {
    mistake: 'complains that there is nothing to release',
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
    caughtBy: ['releases a lock that has run out without complaint'],
  },
  {
    mistake: 'keeps its entries to itself',
    change: () => mapTokenCache(() => 0),
    caughtBy: [
      'finds an entry again on the same store',
      'shows every cache on the store what any of them does',
      'gives a lock to one cache on the store, and then to the next',
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
