import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { testTokenCache } from '@grantkit/testing';
import { describe, expect, it, test } from 'vitest';
import { createCollectingRunner } from './collecting-runner.ts';
import { mapSubject, mapTokenCache } from './map-token-cache.ts';
import { mistakes, onTtl } from './token-cache-mistakes.ts';

testTokenCache('a Map with a clock that the test moves', () => mapSubject(), {
  runner: { describe, test },
  expiry: 'clock',
  lock: true,
  reach: 'processes',
});

testTokenCache('a Map with the real clock', () => ({ cache: mapTokenCache() }), {
  // No test of the suite depends on another.
  runner: { describe: describe.concurrent, test },
  expiry: 'real',
  lock: true,
  reach: 'object',
});

testTokenCache('a Map without a lock', () => mapSubject(({ lock: _, ...cache }) => cache), {
  runner: { describe, test },
  expiry: 'clock',
  lock: false,
  reach: 'object',
});

describe('the suite fails on a cache that', () => {
  it.each(mistakes)('$mistake', async ({ change, caughtBy }) => {
    const runner = createCollectingRunner();
    const factory = () => mapSubject((cache) => ({ ...cache, ...change(cache) }));
    testTokenCache('a cache with a mistake', factory, { runner, expiry: 'clock', lock: true, reach: 'processes' });
    expect(Object.keys(await runner.failures())).toEqual(expect.arrayContaining([...caughtBy]));
  });

  it('has a lock where it should have none', async () => {
    const runner = createCollectingRunner();
    testTokenCache('a cache', () => mapSubject(), { runner, expiry: 'clock', lock: false, reach: 'processes' });
    expect(Object.keys(await runner.failures())).toEqual(['offers no lock']);
  });

  it('lets nothing go, where real time passes', async () => {
    const runner = createCollectingRunner();
    const factory = () => ({ cache: onTtl(mapTokenCache(), () => Number.MAX_VALUE) });
    testTokenCache('a cache', factory, { runner, expiry: 'real', lock: true, reach: 'object' });
    expect(Object.keys(await runner.failures())).toContain('lets an entry go when its ttl has passed, and no earlier');
  });

  it('lets everything go at once, where real time passes', async () => {
    const runner = createCollectingRunner();
    const factory = () => ({ cache: onTtl(mapTokenCache(), () => 1) });
    testTokenCache('a cache', factory, { runner, expiry: 'real', lock: true, reach: 'object' });
    expect(Object.keys(await runner.failures())).toContain('keeps an entry for 58 days');
  });
});

it('every test of the suite catches one of these mistakes', () => {
  const runner = createCollectingRunner();
  testTokenCache('a cache', () => mapSubject(), { runner, expiry: 'clock', lock: true, reach: 'processes' });
  const caughtBy = new Set(mistakes.flatMap((mistake) => mistake.caughtBy));
  expect(runner.titles.filter((title) => !caughtBy.has(title))).toEqual([]);
});

it('closes what the factory made, also when a test fails', async () => {
  const runner = createCollectingRunner();
  let open = 0;
  const factory = () => {
    open += 1;
    return { ...mapSubject((cache) => ({ ...cache, get: () => Promise.reject(new Error('down')) })), close };
  };
  const close = () => {
    open -= 1;
  };
  testTokenCache('a cache', factory, { runner, expiry: 'clock', lock: true, reach: 'processes' });
  expect(Object.keys(await runner.failures())).toContain('replaces what was stored before');
  expect(open).toBe(0);
});

it.each([
  { missing: 'advance', options: { expiry: 'clock', reach: 'object' } as const },
  { missing: 'reopen', options: { expiry: 'real', reach: 'restart' } as const },
])('the suite says so where the factory gives no $missing', async ({ missing, options }) => {
  const runner = createCollectingRunner();
  testTokenCache('a cache', () => ({ cache: mapTokenCache() }), { runner, lock: true, ...options });
  const messages = Object.values(await runner.failures());
  expect(new Set(messages)).toEqual(new Set([expect.stringContaining(`the factory must give a`)]));
  expect(messages[0]).toContain(`\`${missing}\``);
});

it('runs on node:test as well', async () => {
  const file = fileURLToPath(new URL('token-cache-suite.node.ts', import.meta.url));
  const node = ['--conditions=@grantkit/source', '--test-reporter=tap', file];
  const { stdout } = await promisify(execFile)(process.execPath, node);
  expect(stdout).toMatch(/# Subtest: gives back a short text exactly/);
  expect(stdout).toMatch(/# pass [1-9]\d+/);
  expect(stdout).toMatch(/# fail 0/);
});
