import { entryTests } from './entries.ts';
import { expiryTests } from './expiry.ts';
import { lockTests } from './lock.ts';
import type { TokenCacheFactory, TokenCacheSuiteOptions } from './options.ts';
import { reachTests } from './reach.ts';

/**
 * Registers the conformance suite for a `TokenCache` of Grantkit on a test runner.
 *
 * There is one named test for each promise that the engine relies on. The suite calls the factory once in each test. The
 * factory may return the same store each time, because each test uses its own keys.
 *
 * @example
 * ```ts
 * import { createFakeClock, testTokenCache } from '@grantkit/testing';
 * import { describe, test } from 'vitest';
 *
 * testTokenCache(
 *   'my token cache',
 *   () => {
 *     const clock = createFakeClock();
 *     const entries = new Map<string, { value: string; until: number }>();
 *     const isAlive = (until = 0) => clock.now() < until;
 *     return {
 *       advance: clock.advance,
 *       cache: {
 *         get: async (key) => (isAlive(entries.get(key)?.until) ? entries.get(key)?.value : undefined),
 *         set: async (key, value, { ttl }) => void entries.set(key, { value, until: clock.now() + ttl }),
 *         delete: async (key) => void entries.delete(key),
 *       },
 *     };
 *   },
 *   { runner: { describe, test }, expiry: 'clock', lock: false, reach: 'object' },
 * );
 * ```
 */
export function testTokenCache(name: string, factory: TokenCacheFactory, options: TokenCacheSuiteOptions): void {
  const { describe, test } = options.runner;
  describe(name, () => {
    for (const tests of [entryTests, expiryTests, lockTests, reachTests]) {
      for (const [title, run] of Object.entries(tests(options))) {
        test(title, async () => {
          const subject = await factory();
          try {
            await run(subject);
          } finally {
            await subject.close?.();
          }
        });
      }
    }
  });
}
