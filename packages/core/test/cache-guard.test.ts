import { createFakeClock } from '@grantkit/testing';
import { expect, test } from 'vitest';
import { guardCache } from '../src/cache/cache-guard.ts';
import { watchUnhandledRejections } from './event-loop.ts';

test('a late write of a stale token is removed again', async () => {
  const unhandled = watchUnhandledRejections();
  const clock = createFakeClock();
  const { promise: written, resolve: write } = Promise.withResolvers<void>();
  const { promise: removed, resolve: remove } = Promise.withResolvers<string>();
  const cache = guardCache(
    { get: async () => undefined, set: () => written, delete: async (key) => remove(key) },
    clock,
    { hasListeners: () => false, emit: () => {} },
    undefined,
  );
  const issuedAt = clock.now();
  const token = {
    accessToken: 'a',
    tokenType: 'Bearer',
    scope: undefined,
    issuedAt,
    expiresAt: issuedAt + 60_000,
    details: {},
  } as const;

  const call = cache.write('key', token, () => true);
  clock.advance(250);
  clock.advance(1);
  await call;
  write();
  expect(await removed).toBe('key');
  expect(await unhandled()).toEqual([]);
});
