import assert from 'node:assert/strict';
import { freshKey } from './token-cache-suite-keys.ts';
import type { SuiteTests, TokenCacheSubject, TokenCacheSuiteOptions } from './token-cache-suite-options.ts';
import { beginLifetime, pass } from './token-cache-suite-time.ts';

const day = 86_400_000;

/** An entry lives for its `ttl`: a positive number of ms, whole or not, up to 68 years (a lifetime of 2^31 − 1 s). */
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

  /** Without a clock to move, the end cannot be seen; but a timer that overflows fires at once. */
  const isKeptFor = (ttl: number) => async (subject: TokenCacheSubject) => {
    if (expiry === 'clock') return livesFor(ttl)(subject);
    const key = freshKey();
    await subject.cache.set(key, 'value', { ttl });
    await pass(subject, options, 20);
    assert.equal(await subject.cache.get(key), 'value');
  };

  return {
    'lets an entry go when its ttl has passed, and no earlier': livesFor(),
    'takes a ttl that is no whole number of ms': livesFor(250.75),
    'keeps an entry for 58 days': isKeptFor(58 * day),
    'keeps an entry for 68 years': isKeptFor((2 ** 31 - 1) * 1_000),

    async 'takes a ttl of a fraction of a ms'(subject) {
      const key = freshKey();
      await subject.cache.set(key, 'value', { ttl: 0.25 });
      await pass(subject, options, 1 + resolution);
      assert.equal((await subject.cache.get(key)) ?? undefined, undefined);
    },

    async 'goes by the ttl of the value that was stored last'(subject) {
      const { cache } = subject;
      const [longer, shorter] = [freshKey(), freshKey()];
      await cache.set(shorter, 'first', { ttl: day });
      const life = beginLifetime(subject, options);
      await cache.set(longer, 'first', { ttl: life.ttl });
      await cache.set(longer, 'second', { ttl: day });
      await cache.set(shorter, 'second', { ttl: life.ttl });
      await life.expectOver(
        async () => (await cache.get(shorter)) !== undefined && (await cache.get(shorter)) !== null,
      );
      assert.equal(await cache.get(longer), 'second');
    },
  };
}
