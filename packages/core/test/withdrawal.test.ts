import { expect, test } from 'vitest';
import type { TokenCache } from '../src/index.ts';
import { createTestBed, until } from './engine-test-bed.ts';

/** A cache whose entries can be looked at. */
function createMapCache(): TokenCache & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    get: async (key) => entries.get(key),
    set: async (key, value) => void entries.set(key, value),
    delete: async (key) => void entries.delete(key),
  };
}

test('a token that is withdrawn while its lock is being released is taken over by nobody', async () => {
  const now = Date.UTC(2026, 0, 1);
  const entry = { version: 1, accessToken: 'shared', tokenType: 'Bearer', issuedAt: now, expiresAt: now + 3_600_000 };
  const found = [undefined, JSON.stringify(entry)];
  const cache: TokenCache = {
    ...createMapCache(),
    get: async () => found.shift(),
    lock: async () => ({ state: 'acquired', release: () => client.invalidate('shared') }),
  };
  const { server, client } = await createTestBed({ cache });
  const token = await client.token();
  expect(token.accessToken).toBe(server.issued[0]?.accessToken);
  expect(await client.token()).toBe(token);
  expect(server.tokenRequests).toHaveLength(1);
});

test('a write that comes later than the cache is waited for does not bring a withdrawn token back', async () => {
  const cache = createMapCache();
  const { promise: written, resolve: write } = Promise.withResolvers<void>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const { promise: removed, resolve: remove } = Promise.withResolvers<void>();
  const { client, clock, events } = await createTestBed({
    cache: {
      ...cache,
      set: async (key, value) => {
        ask();
        await written;
        cache.entries.set(key, value);
      },
      delete: async (key) => {
        if (cache.entries.delete(key)) remove();
      },
    },
  });
  const call = client.token();
  await asked;
  clock.advance(250);
  await client.invalidate(await call);
  expect(events).toContainEqual(expect.objectContaining({ type: 'cache_failed', operation: 'set', reason: 'hung' }));
  write();
  await removed;
  expect(cache.entries.size).toBe(0);
});

test('a write that comes late stays where its token was not withdrawn', async () => {
  const cache = createMapCache();
  const { promise: written, resolve: write } = Promise.withResolvers<void>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const set: TokenCache['set'] = async (key, value) => {
    ask();
    await written;
    cache.entries.set(key, value);
  };
  const { client, clock } = await createTestBed({ cache: { ...cache, set } });
  const call = client.token();
  await asked;
  clock.advance(250);
  const { accessToken } = await call;
  write();
  await until(() => cache.entries.size > 0);
  await until(() => true);
  expect([...cache.entries.values()].join()).toContain(accessToken);
});

test('a token is withdrawn from a cache that cannot tell which one it holds', async () => {
  const cache = createMapCache();
  const state = { isDown: false };
  const get: TokenCache['get'] = async (key) => {
    if (state.isDown) throw new Error('the cache is down');
    return cache.entries.get(key);
  };
  const { client } = await createTestBed({ cache: { ...cache, get } });
  const bad = await client.token();
  expect(cache.entries.size).toBe(1);
  state.isDown = true;
  await client.invalidate(bad);
  expect(cache.entries.size).toBe(0);
});
