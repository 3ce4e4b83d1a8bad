import { entryTests } from './token-cache-suite-entries.ts';
import { expiryTests } from './token-cache-suite-expiry.ts';
import { lockTests } from './token-cache-suite-lock.ts';
import type { TokenCacheFactory, TokenCacheSuiteOptions } from './token-cache-suite-options.ts';
import { reachTests } from './token-cache-suite-reach.ts';

/**
 * Registers the conformance suite of Grantkit's `TokenCache` on a test runner: one named test for each thing that the
 * engine relies on. The factory is called for each test anew, and may give the same store each time: the suite never
 * uses a key twice.
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
