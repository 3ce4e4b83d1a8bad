import assert from 'node:assert/strict';
import { freshKey } from './keys.ts';
import type { SuiteTests, TestedLock, TestedTokenCache, TokenCacheSuiteOptions } from './options.ts';
import { beginLifetime, pass } from './time.ts';

const ttl = 60_000;

/** The lock has one holder, until the holder releases it or its `ttl` has passed. */
export function lockTests(options: TokenCacheSuiteOptions): SuiteTests {
  if (!options.lock) {
    return {
      async 'has no lock method'({ cache }) {
        assert.ok(cache.lock === undefined, 'The option `lock` is false, but the cache has a `lock` method.');
      },
    };
  }

  return {
    async 'gives the lock to the first caller and answers "held" to the next'({ cache }) {
      const key = freshKey();
      await acquire(cache, key);
      assert.deepEqual(await lock(cache, key), { state: 'held' });
      assert.deepEqual(await lock(cache, key), { state: 'held' });
    },

    async 'gives the lock to exactly one of 20 callers at the same time'({ cache }) {
      const key = freshKey();
      const answers = await Promise.all(Array.from({ length: 20 }, () => lock(cache, key)));
      assert.equal(answers.filter(({ state }) => state === 'acquired').length, 1);
      assert.equal(answers.filter(({ state }) => state === 'held').length, 19);
    },

    async 'gives the lock again after its release'({ cache }) {
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

    async 'keeps locks and entries apart'({ cache }) {
      const key = freshKey();
      await cache.set(key, 'value', { ttl });
      const { release } = await acquire(cache, `${key}:lock`);
      await cache.delete(key);
      await cache.set(key, 'second', { ttl });
      assert.equal((await lock(cache, `${key}:lock`)).state, 'held');
      await release();
      assert.equal(await cache.get(key), 'second');
    },

    async 'keeps a lock until its ttl has passed, and no longer'(subject) {
      const key = freshKey();
      const isHeld = async () => (await lock(subject.cache, key)).state === 'held';
      const life = beginLifetime(subject, options);
      await acquire(subject.cache, key, life.ttl);
      await life.expectAlive(isHeld);
      await life.expectOver(isHeld);
    },

    async 'locks for 0.25 ms and for 58 days'(subject) {
      const [short, long] = [freshKey(), freshKey()];
      await acquire(subject.cache, short, 0.25);
      await acquire(subject.cache, long, 58 * 86_400_000);
      await pass(subject, options, 20);
      await acquire(subject.cache, short);
      assert.equal((await lock(subject.cache, long)).state, 'held');
    },

    async 'does not release an expired lock that has another holder now'(subject) {
      const key = freshKey();
      const life = beginLifetime(subject, options);
      const late = await acquire(subject.cache, key, life.ttl);
      await pass(subject, options, life.ttl + (options.resolution ?? 1));
      await acquire(subject.cache, key);
      await late.release();
      assert.equal((await lock(subject.cache, key)).state, 'held');
    },

    async 'does not release the next lock when a holder releases twice'({ cache }) {
      const key = freshKey();
      const first = await acquire(cache, key);
      await first.release();
      await acquire(cache, key);
      await first.release();
      assert.equal((await lock(cache, key)).state, 'held');
    },

    async 'does not fail when a holder releases an expired lock'(subject) {
      const key = freshKey();
      const { release } = await acquire(subject.cache, key, 1);
      await pass(subject, options, 1 + (options.resolution ?? 1));
      await release();
      await acquire(subject.cache, key);
    },
  };
}

async function lock(cache: TestedTokenCache, key: string, lockTtl = ttl): Promise<TestedLock> {
  assert.ok(cache.lock, 'The option `lock` is true, but the cache has no `lock` method.');
  return cache.lock(key, { ttl: lockTtl });
}

/** Takes a lock that must be free. */
export async function acquire(
  cache: TestedTokenCache,
  key: string,
  lockTtl?: number,
): Promise<TestedLock & { state: 'acquired' }> {
  const answer = await lock(cache, key, lockTtl);
  assert.ok(
    answer.state === 'acquired',
    `\`lock\` must answer "acquired" for a free lock, but it answered "${answer.state}".`,
  );
  return answer;
}
