import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { TokenCacheSubject, TokenCacheSuiteOptions } from './options.ts';

/** The life of one entry or lock, which a test looks at before and after its end. */
export interface Lifetime {
  /** The `ttl` for `set` or `lock`, in ms. */
  readonly ttl: number;
  /** Fails if the entry or lock is gone before its end. */
  expectAlive(isThere: () => Promise<boolean>): Promise<void>;
  /** Lets the rest of the `ttl` pass, and fails if the entry or lock is still there. */
  expectOver(isThere: () => Promise<boolean>): Promise<void>;
}

/** Begins a life of `ttl` ms: by default 10 s on a clock that the test moves, and 200 ms in real time. */
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
      // A slow machine or store can delay the look past the end. The test must not fail then, because nothing is wrong.
      const isTooLate = expiry === 'real' && performance.now() - start >= ttl;
      assert.ok(there || isTooLate, `The entry or lock was gone before its ttl of ${ttl} ms had passed.`);
    },
    async expectOver(isThere) {
      await pass(subject, options, Math.ceil(ttl) - passed + resolution);
      const isOver = !(await isThere());
      assert.ok(isOver, `The entry or lock was still there ${resolution} ms after its ttl of ${ttl} ms had passed.`);
    },
  };
}

/** Lets `ms` pass on the clock that the cache uses. */
export async function pass(
  { advance }: TokenCacheSubject,
  { expiry }: TokenCacheSuiteOptions,
  ms: number,
): Promise<void> {
  if (expiry === 'clock') {
    assert.ok(advance, 'The factory must return `advance`, because the option `expiry` is "clock".');
    return advance(ms);
  }
  // A timer may fire up to 1 ms early. Without the extra ms, the test would look before the end.
  const end = performance.now() + ms + 1;
  while (performance.now() < end) await delay(Math.ceil(end - performance.now()));
}
