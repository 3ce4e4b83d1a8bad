import type { AccessToken } from './access-token.ts';
import { decodeToken, encodeToken } from './cached-token.ts';
import type { Clock } from './clock.ts';
import type { Events } from './events.ts';
import type { TokenCache } from './token-cache.ts';

/** A {@link TokenCache} that cannot cost anybody a token: whatever it does wrong is a miss and an event. */
export interface CacheGuard {
  read(key: string): Promise<AccessToken | undefined>;
  write(key: string, token: AccessToken): Promise<void>;
  remove(key: string): Promise<void>;
}

const patience = 250;
/** Clocks of one fleet differ by seconds; an entry from further in the future comes from a clock that has jumped. */
const clockTolerance = 60_000;

export function guardCache(cache: TokenCache | undefined, clock: Clock, events: Events): CacheGuard {
  if (cache === undefined) return noCache;

  /** What the cache answers within 250 ms, or nothing. */
  async function ask<T>(operation: 'get' | 'set' | 'delete', call: () => Promise<T>): Promise<T | undefined> {
    let cancel = () => {};
    const hung = new Promise<undefined>((resolve) => {
      cancel = clock.after(patience, () => {
        events.emit({ type: 'cache_failed', operation, reason: 'hung' });
        resolve(undefined);
      });
    });
    try {
      // Through an async function, so that a cache that throws at once is caught like one that rejects.
      return await Promise.race([(async () => call())(), hung]);
    } catch {
      events.emit({ type: 'cache_failed', operation, reason: 'threw' });
      return undefined;
    } finally {
      cancel();
    }
  }

  return {
    async read(key) {
      const answer = await ask('get', () => cache.get(key));
      if (answer === undefined || answer === null) return undefined;
      const token = decodeToken(answer);
      const now = clock.now();
      if (token !== undefined && token.expiresAt > now && token.issuedAt <= now + clockTolerance) return token;
      events.emit({ type: 'cache_failed', operation: 'get', reason: 'unusable' });
      return undefined;
    },
    async write(key, token) {
      const ttl = token.expiresAt - clock.now();
      if (ttl > 0) await ask('set', () => cache.set(key, encodeToken(token), { ttl }));
    },
    async remove(key) {
      await ask('delete', () => cache.delete(key));
    },
  };
}

const noCache: CacheGuard = {
  read: async () => undefined,
  write: async () => {},
  remove: async () => {},
};
