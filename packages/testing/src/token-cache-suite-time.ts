import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { TokenCacheSubject, TokenCacheSuiteOptions } from './token-cache-suite-options.ts';

/** What is given a `ttl` in a test, and looked at before its end and after it. */
export interface Lifetime {
  /** ms, for `set` and `lock`. */
  readonly ttl: number;
  /** Fails unless it is there: as late as can be seen without a doubt. */
  expectAlive(isThere: () => Promise<boolean>): Promise<void>;
  /** Moves on to the end, and fails unless it is gone. */
  expectOver(isThere: () => Promise<boolean>): Promise<void>;
}

/** A lifetime that begins now: of 10 s on a clock that the test moves, else of a fifth of a second or what is asked. */
export function beginLifetime(
  subject: TokenCacheSubject,
  options: TokenCacheSuiteOptions,
  ttl: number = options.expiry === 'clock' ? 10_000 : 200,
): Lifetime {
  const { expiry, resolution = 1 } = options;
  const start = performance.now();
  let passed = 0;
  return {
    ttl,
    async expectAlive(isThere) {
      if (expiry === 'clock') {
        passed = Math.ceil(ttl) - 1;
        await pass(subject, options, passed);
      }
      const there = await isThere();
      // A test that was held up, here or on the way to the store, learns nothing from what is gone.
      const isTooLate = expiry === 'real' && performance.now() - start >= ttl;
      assert.ok(there || isTooLate, `It was gone before its ${ttl} ms had passed`);
    },
    async expectOver(isThere) {
      await pass(subject, options, Math.ceil(ttl) - passed + resolution);
      assert.ok(!(await isThere()), `It was still there ${resolution} ms after its ${ttl} ms had passed`);
    },
  };
}

/** Lets so many ms pass, on whichever clock the cache goes by. */
export async function pass(
  { advance }: TokenCacheSubject,
  { expiry }: TokenCacheSuiteOptions,
  ms: number,
): Promise<void> {
  if (expiry === 'clock') {
    assert.ok(advance, 'Where `expiry` is `clock`, the factory must give an `advance`');
    return advance(ms);
  }
  // One ms more: a timer may fire before its last ms is over.
  const end = performance.now() + ms + 1;
  while (performance.now() < end) await delay(Math.ceil(end - performance.now()));
}
