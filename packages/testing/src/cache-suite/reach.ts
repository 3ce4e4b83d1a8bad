import assert from 'node:assert/strict';
import { expectNoEntry } from './entries.ts';
import { freshKey } from './keys.ts';
import { acquire } from './lock.ts';
import type { SuiteTests, TestedTokenCache, TokenCacheSubject, TokenCacheSuiteOptions } from './options.ts';

const ttl = 60_000;

/** A cache sees what another cache on the same store has done. */
export function reachTests({ reach, lock }: TokenCacheSuiteOptions): SuiteTests {
  const afterRestart: SuiteTests = {
    async 'finds an entry again after the store was reopened'(subject) {
      const key = freshKey();
      await subject.cache.set(key, 'välue', { ttl });
      assert.equal(await (await reopen(subject)).get(key), 'välue');
    },
  };
  const amongProcesses: SuiteTests = {
    async 'shows the changes of one cache to every cache on the store'(subject) {
      const key = freshKey();
      const { cache } = subject;
      const other = await reopen(subject);
      await other.set(key, 'first', { ttl });
      assert.equal(await cache.get(key), 'first');
      await cache.set(key, 'second', { ttl });
      assert.equal(await other.get(key), 'second');
      await other.delete(key);
      await expectNoEntry(cache, key);
    },
  };
  const locksAmongProcesses: SuiteTests = {
    async 'gives the lock to one cache on the store at a time'(subject) {
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
  assert.ok(subject.reopen, 'The factory must return `reopen`, because the option `reach` is not "object".');
  return subject.reopen();
}
