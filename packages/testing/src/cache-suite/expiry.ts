import assert from 'node:assert/strict';
import { expectNoEntry } from './entries.ts';
import { freshKey } from './keys.ts';
import type { SuiteTests, TokenCacheSubject, TokenCacheSuiteOptions } from './options.ts';
import { beginLifetime, pass } from './time.ts';

const day = 86_400_000;

/** The cache keeps an entry for its `ttl`: a positive number of ms, whole or not, up to 68 years (2^31 − 1 s). */
export function expiryTests(options: TokenCacheSuiteOptions): SuiteTests {
  const { expiry, resolution = 1 } = options;

  const livesFor = (ttl?: number) => async (subject: TokenCacheSubject) => {
    const key = freshKey();
    const isThere = async () => typeof (await subject.cache.get(key)) === 'string';
    const life = beginLifetime(subject, options, ttl);
    await subject.cache.set(key, 'value', { ttl: life.ttl });
    await life.expectAlive(isThere);
    await life.expectOver(isThere);
  };

  /** In real time the test cannot wait for the end. It still finds a timer that overflows, because that fires at once. */
  const isKeptFor = (ttl: number) => async (subject: TokenCacheSubject) => {
    if (expiry === 'clock') return livesFor(ttl)(subject);
    const key = freshKey();
    await subject.cache.set(key, 'value', { ttl });
    await pass(subject, options, 20);
    assert.equal(await subject.cache.get(key), 'value');
  };

  return {
    'keeps an entry until its ttl has passed, and no longer': livesFor(),
    'accepts a ttl with a fraction, such as 250.75 ms': livesFor(250.75),
    'keeps an entry for 58 days': isKeptFor(58 * day),
    'keeps an entry for 68 years': isKeptFor((2 ** 31 - 1) * 1_000),

    async 'accepts a ttl below 1 ms'(subject) {
      const key = freshKey();
      await subject.cache.set(key, 'value', { ttl: 0.25 });
      await pass(subject, options, 1 + resolution);
      await expectNoEntry(subject.cache, key);
    },

    async 'uses the ttl of the last value'(subject) {
      const { cache } = subject;
      const [longer, shorter] = [freshKey(), freshKey()];
      await cache.set(shorter, 'first', { ttl: day });
      const life = beginLifetime(subject, options);
      await cache.set(longer, 'first', { ttl: life.ttl });
      await cache.set(longer, 'second', { ttl: day });
      await cache.set(shorter, 'second', { ttl: life.ttl });
      await life.expectOver(async () => typeof (await cache.get(shorter)) === 'string');
      assert.equal(await cache.get(longer), 'second');
    },
  };
}
