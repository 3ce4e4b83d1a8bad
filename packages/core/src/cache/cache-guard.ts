import type { AccessToken } from '../contract/access-token.ts';
import type { Events } from '../contract/events.ts';
import type { TokenCache, TokenCacheLock } from '../contract/token-cache.ts';
import type { Clock } from '../platform/clock.ts';
import { createRecentMap, type RecentMap } from '../platform/recent-map.ts';
import { decodeToken, encodeToken } from './cached-token.ts';

/** A {@link TokenCache} that cannot break a call: each of its failures becomes a miss and an event. */
export interface CacheGuard {
  read(key: string): Promise<AccessToken | undefined>;
  /** Writes a token. Removes it again if `isStale` says that it was invalidated during the write. */
  write(key: string, token: AccessToken, isStale: () => boolean): Promise<void>;
  /** Removes the entry if it holds this token, or if the cache does not say what it holds. */
  removeToken(key: string, accessToken: string): Promise<void>;
  lock(key: string, ttl: number): Promise<TokenCacheLock>;
}

type Operation = 'get' | 'set' | 'delete' | 'lock' | 'release';

/** How long each call of the cache may take, in ms. */
const cacheTimeout = 250;
/** In ms. A fleet's clocks differ by seconds. An entry from further in the future comes from a clock that jumped. */
const clockTolerance = 60_000;
const mostUnreleased = 2;
const unavailable: TokenCacheLock = { state: 'unavailable' };

/** Guards the entries of one scope. */
export function guardCache(
  cache: TokenCache,
  clock: Clock,
  events: Events,
  scope: readonly string[] | undefined,
): CacheGuard {
  /** The cache's answer, or `undefined` if it fails or takes longer than 250 ms. `late` gets a later answer. */
  async function ask<T>(operation: Operation, call: () => Promise<T>, late?: (answer: T) => void) {
    let cancel = () => {};
    let hung = false;
    const timedOut = new Promise<undefined>((resolve) => {
      const giveUp = () => {
        hung = true;
        events.emit({ type: 'cache_failed', operation, reason: 'hung' });
        resolve(undefined);
      };
      cancel = clock.after(cacheTimeout, () => {
        // A busy process runs this timer before it reads the answer from the socket. One more turn lets it read.
        cancel = clock.after(1, giveUp);
      });
    });
    // The async function turns an error that the cache throws at once into a rejection.
    const answered = (async () => call())();
    answered.then((answer) => hung && late?.(answer)).catch(() => {});
    try {
      return await Promise.race([answered, timedOut]);
    } catch {
      events.emit({ type: 'cache_failed', operation, reason: 'threw' });
      return undefined;
    } finally {
      cancel();
    }
  }

  /** The locks that could not be released, and when they end, in monotonic ms. */
  let unreleased: RecentMap<number> | undefined;

  async function release(key: string, ttl: number, lock: TokenCacheLock): Promise<void> {
    if (lock.state !== 'acquired') return;
    const released = await ask('release', async () => {
      await lock.release();
      return true;
    });
    if (released !== undefined) return;
    unreleased ??= createRecentMap(mostUnreleased);
    unreleased.set(key, clock.monotonic() + ttl);
  }

  return {
    async read(key) {
      const answer = await ask('get', () => cache.get(key));
      if (answer === undefined || answer === null) return undefined;
      const token = decodeToken(answer, scope);
      const now = clock.now();
      if (token !== undefined && token.expiresAt > now && token.issuedAt <= now + clockTolerance) return token;
      events.emit({ type: 'cache_failed', operation: 'get', reason: 'unusable' });
      return undefined;
    },
    async write(key, token, isStale) {
      const ttl = token.expiresAt - clock.now();
      if (!(ttl > 0)) return;
      const set = async () => {
        await cache.set(key, encodeToken(token), { ttl });
        return true;
      };
      const removeIfStale = async (written: boolean | undefined) => {
        if (written && isStale()) await ask('delete', () => cache.delete(key));
      };
      await removeIfStale(await ask('set', set, (written) => void removeIfStale(written)));
    },
    async removeToken(key, accessToken) {
      const answer = await ask('get', async () => ({ value: await cache.get(key) }));
      const token = answer && decodeToken(answer.value, scope);
      if (answer === undefined || token?.accessToken === accessToken) await ask('delete', () => cache.delete(key));
    },
    async lock(key, ttl) {
      if (cache.lock === undefined) return unavailable;
      const lock = await ask(
        'lock',
        async () => cache.lock?.(key, { ttl }) ?? unavailable,
        // The engine has continued without this lock. If it were kept, other processes would wait for it.
        (late) => void release(key, ttl, late),
      );
      if (lock?.state === 'acquired') return { state: 'acquired', release: () => release(key, ttl, lock) };
      // Nobody holds a lock that this process could not release, so its callers do not wait for it.
      const isOwn = (unreleased?.get(key) ?? 0) > clock.monotonic();
      return lock?.state === 'held' && !isOwn ? lock : unavailable;
    },
  };
}
