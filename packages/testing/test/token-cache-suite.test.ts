import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { testTokenCache } from '@grantkit/testing';
import { describe, expect, it, test } from 'vitest';
import { createCollectingRunner } from './collecting-runner.ts';
import { mapSubject, mapTokenCache } from './map-token-cache.ts';
import { mistakes, onTtl } from './token-cache-mistakes.ts';

const everything = { expiry: 'clock', lock: true, reach: 'processes' } as const;

testTokenCache('a Map with a clock that the test moves', () => mapSubject(), {
  ...everything,
  runner: { describe, test },
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
    testTokenCache('a cache with a mistake', factory, { ...everything, runner });
    expect(Object.keys(await runner.failures())).toEqual(expect.arrayContaining([...caughtBy]));
  });

  it('has a lock although the option `lock` is false', async () => {
    const runner = createCollectingRunner();
    testTokenCache('a cache', () => mapSubject(), { ...everything, runner, lock: false });
    expect(Object.keys(await runner.failures())).toEqual(['has no lock method']);
  });

  it('lets no entry expire, in real time', async () => {
    const runner = createCollectingRunner();
    const factory = () => ({ cache: onTtl(mapTokenCache(), () => Number.MAX_VALUE) });
    testTokenCache('a cache', factory, { runner, expiry: 'real', lock: true, reach: 'object' });
    expect(Object.keys(await runner.failures())).toContain('keeps an entry until its ttl has passed, and no longer');
  });

  it('lets every entry expire at once, in real time', async () => {
    const runner = createCollectingRunner();
    const factory = () => ({ cache: onTtl(mapTokenCache(), () => 1) });
    testTokenCache('a cache', factory, { runner, expiry: 'real', lock: true, reach: 'object' });
    expect(Object.keys(await runner.failures())).toContain('keeps an entry for 58 days');
  });
});

it('every test of the suite catches at least one of these mistakes', () => {
  const runner = createCollectingRunner();
  testTokenCache('a cache', () => mapSubject(), { ...everything, runner });
  const caughtBy = new Set(mistakes.flatMap((mistake) => mistake.caughtBy));
  expect(runner.titles.filter((title) => !caughtBy.has(title))).toEqual([]);
});

it('closes what the factory returned, even when a test fails', async () => {
  const runner = createCollectingRunner();
  let open = 0;
  const factory = () => {
    open += 1;
    return { ...mapSubject((cache) => ({ ...cache, get: () => Promise.reject(new Error('down')) })), close };
  };
  const close = () => {
    open -= 1;
  };
  testTokenCache('a cache', factory, { ...everything, runner });
  expect(Object.keys(await runner.failures())).toContain('replaces an earlier value');
  expect(open).toBe(0);
});

it.each([
  { missing: 'advance', options: { expiry: 'clock', reach: 'object' } as const },
  { missing: 'reopen', options: { expiry: 'real', reach: 'restart' } as const },
])('the suite reports that the factory returns no $missing', async ({ missing, options }) => {
  const runner = createCollectingRunner();
  testTokenCache('a cache', () => ({ cache: mapTokenCache() }), { runner, lock: true, ...options });
  const messages = Object.values(await runner.failures());
  expect(new Set(messages)).toEqual(new Set([expect.stringContaining(`The factory must return \`${missing}\``)]));
});

it('runs on node:test', async () => {
  const file = fileURLToPath(new URL('token-cache-suite.node.ts', import.meta.url));
  const node = ['--conditions=@grantkit/source', '--test-reporter=tap', file];
  const { stdout } = await promisify(execFile)(process.execPath, node);
  expect(stdout).toMatch(/# Subtest: returns a short text unchanged/);
  expect(stdout).toMatch(/# pass [1-9]\d+/);
  expect(stdout).toMatch(/# fail 0/);
});
