import assert from 'node:assert/strict';
import { freshKey } from './token-cache-suite-keys.ts';
import { acquire } from './token-cache-suite-lock.ts';
import type {
  SuiteTests,
  TestedTokenCache,
  TokenCacheSubject,
  TokenCacheSuiteOptions,
} from './token-cache-suite-options.ts';

const ttl = 60_000;

/** What one cache does is seen by another on the same store. */
export function reachTests({ reach, lock }: TokenCacheSuiteOptions): SuiteTests {
  const afterRestart: SuiteTests = {
    async 'finds an entry again on the same store'(subject) {
      const key = freshKey();
      await subject.cache.set(key, 'välue', { ttl });
      assert.equal(await (await reopen(subject)).get(key), 'välue');
    },
  };
  const amongProcesses: SuiteTests = {
    async 'shows every cache on the store what any of them does'(subject) {
      const key = freshKey();
      const { cache } = subject;
      const other = await reopen(subject);
      await other.set(key, 'first', { ttl });
      assert.equal(await cache.get(key), 'first');
      await cache.set(key, 'second', { ttl });
      assert.equal(await other.get(key), 'second');
      await other.delete(key);
      assert.equal((await cache.get(key)) ?? undefined, undefined);
    },
  };
  const locksAmongProcesses: SuiteTests = {
    async 'gives a lock to one cache on the store, and then to the next'(subject) {
      const key = freshKey();
      const other = await reopen(subject);
      const { release } = await acquire(subject.cache, key);
      assert.deepEqual(await other.lock?.(key, { ttl }), { state: 'held' });
      await release();
      await acquire(other, key);
      await release();
      assert.deepEqual(await subject.cache.lock?.(key, { ttl }), { state: 'held' });
    },
  };
  return {
    ...(reach !== 'object' && afterRestart),
    ...(reach === 'processes' && amongProcesses),
    ...(reach === 'processes' && lock && locksAmongProcesses),
  };
}

async function reopen(subject: TokenCacheSubject): Promise<TestedTokenCache> {
  assert.ok(subject.reopen, 'Unless `reach` is `object`, the factory must give a `reopen`');
  return subject.reopen();
}
