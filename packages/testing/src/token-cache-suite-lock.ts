import assert from 'node:assert/strict';
import { freshKey } from './token-cache-suite-keys.ts';
import type { SuiteTests, TestedLock, TestedTokenCache, TokenCacheSuiteOptions } from './token-cache-suite-options.ts';
import { beginLifetime, pass } from './token-cache-suite-time.ts';

const ttl = 60_000;

/** A lock is one holder's, until it is released or its `ttl` has passed. */
export function lockTests(options: TokenCacheSuiteOptions): SuiteTests {
  if (!options.lock) {
    return {
      async 'offers no lock'({ cache }) {
        assert.equal(cache.lock, undefined);
      },
    };
  }

  return {
    async 'gives a lock to the first who asks, and tells the next that it is held'({ cache }) {
      const key = freshKey();
      await acquire(cache, key);
      assert.deepEqual(await lock(cache, key), { state: 'held' });
      assert.deepEqual(await lock(cache, key), { state: 'held' });
    },

    async 'gives a lock to one of many who ask at the same time'({ cache }) {
      const key = freshKey();
      const answers = await Promise.all(Array.from({ length: 20 }, () => lock(cache, key)));
      assert.equal(answers.filter(({ state }) => state === 'acquired').length, 1);
      assert.equal(answers.filter(({ state }) => state === 'held').length, 19);
    },

    async 'gives a lock again once it was released'({ cache }) {
      const key = freshKey();
      for (let round = 0; round < 3; round += 1) await (await acquire(cache, key)).release();
      await acquire(cache, key);
    },

    async 'keeps the locks of different keys apart'({ cache }) {
      const [key, other] = [freshKey(), freshKey()];
      const { release } = await acquire(cache, key);
      await acquire(cache, other);
      await release();
      await acquire(cache, key);
      assert.equal((await lock(cache, other)).state, 'held');
    },

    async 'leaves entries alone'({ cache }) {
      const key = freshKey();
      await cache.set(key, 'value', { ttl });
      const { release } = await acquire(cache, `${key}:lock`);
      await cache.delete(key);
      await cache.set(key, 'second', { ttl });
      assert.equal((await lock(cache, `${key}:lock`)).state, 'held');
      await release();
      assert.equal(await cache.get(key), 'second');
    },

    async 'lets a lock go when its ttl has passed, and no earlier'(subject) {
      const key = freshKey();
      const isHeld = async () => (await lock(subject.cache, key)).state === 'held';
      const life = beginLifetime(subject, options);
      await acquire(subject.cache, key, life.ttl);
      await life.expectAlive(isHeld);
      await life.expectOver(isHeld);
    },

    async 'locks for a ttl that is no whole number of ms, and for 58 days'(subject) {
      const [short, long] = [freshKey(), freshKey()];
      await acquire(subject.cache, short, 0.25);
      await acquire(subject.cache, long, 58 * 86_400_000);
      await pass(subject, options, 20);
      await acquire(subject.cache, short);
      assert.equal((await lock(subject.cache, long)).state, 'held');
    },

    async 'never releases a lock that somebody else has taken since it ran out'(subject) {
      const key = freshKey();
      const life = beginLifetime(subject, options);
      const late = await acquire(subject.cache, key, life.ttl);
      await pass(subject, options, life.ttl + (options.resolution ?? 1));
      await acquire(subject.cache, key);
      await late.release();
      assert.equal((await lock(subject.cache, key)).state, 'held');
    },

    async 'never releases a lock twice'({ cache }) {
      const key = freshKey();
      const first = await acquire(cache, key);
      await first.release();
      await acquire(cache, key);
      await first.release();
      assert.equal((await lock(cache, key)).state, 'held');
    },

    async 'releases a lock that has run out without complaint'(subject) {
      const key = freshKey();
      const { release } = await acquire(subject.cache, key, 1);
      await pass(subject, options, 1 + (options.resolution ?? 1));
      await release();
      await acquire(subject.cache, key);
    },
  };
}

async function lock(cache: TestedTokenCache, key: string, lockTtl = ttl): Promise<TestedLock> {
  assert.ok(cache.lock, 'It has no lock');
  return cache.lock(key, { ttl: lockTtl });
}

/** Takes a lock that is free. */
export async function acquire(
  cache: TestedTokenCache,
  key: string,
  lockTtl?: number,
): Promise<TestedLock & { state: 'acquired' }> {
  const answer = await lock(cache, key, lockTtl);
  assert.ok(answer.state === 'acquired', `The lock was free, but the answer is "${answer.state}"`);
  return answer;
}
