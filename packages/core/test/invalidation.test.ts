import { expect, test } from 'vitest';
import { type AuthorizedClient, memoryTokenCache, type TokenCache } from '../src/index.ts';
import { oneTurn, until } from './event-loop.ts';
import { createMapCache } from './map-token-cache.ts';
import { createTestBed } from './test-bed.ts';

/** A map cache whose `set` waits until the test writes. */
function createSlowCache() {
  const cache = createMapCache();
  const { promise: written, resolve: write } = Promise.withResolvers<void>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const set: TokenCache['set'] = async (key, value) => {
    ask();
    await written;
    cache.entries.set(key, value);
  };
  return { cache: { ...cache, set }, entries: cache.entries, asked, write };
}

test('an invalidated token leaves the shared cache, for every client', async () => {
  const { server, createClient, clock } = await createTestBed();
  const cache = memoryTokenCache({ clock });
  const [first, second] = [createClient({ cache }), createClient({ cache })];
  const bad = await first.token();
  await first.invalidate(bad);
  expect(await second.token()).not.toEqual(bad);
  expect(await first.token()).toEqual(await second.token());
  expect(server.tokenRequests).toHaveLength(2);
});

test('invalidating an old token leaves a newer one in the shared cache', async () => {
  const { server, createClient, clock } = await createTestBed();
  const cache = memoryTokenCache({ clock });
  const [first, second] = [createClient({ cache }), createClient({ cache })];
  const old = await first.token();
  await second.token();
  const newer = await first.token({ forceRefresh: true });
  await second.invalidate(old);
  expect(await second.token()).toEqual(newer);
  expect(await createClient({ cache }).token()).toEqual(newer);
  expect(server.tokenRequests).toHaveLength(2);
});

test('an invalidated token is not used again, even if the cache cannot delete it or another process writes it again', async () => {
  const cache = createMapCache();
  const { server, client } = await createTestBed({
    cache: { ...cache, delete: () => Promise.reject(new Error('down')) },
  });
  const bad = await client.token();
  const [entry] = cache.entries;
  await client.invalidate(bad);
  cache.entries.set(...(entry ?? ['', '']));
  expect(await client.token()).not.toEqual(bad);
  expect(server.tokenRequests).toHaveLength(2);
});

test('the memory of invalidated tokens is bounded: after 10,000 more, the first one is forgotten', async () => {
  const cache = createMapCache();
  const { server, client } = await createTestBed({ cache });
  const first = await client.token();
  const [entry = ['', ''] as const] = cache.entries;
  await client.invalidate(first);
  for (let n = 0; n < 10_000; n += 1) await client.invalidate(`another-token-${n}`);
  cache.entries.set(...entry);
  expect(await client.token()).toEqual(first);
  expect(server.tokenRequests).toHaveLength(1);
});

test('a write that is under way does not bring an invalidated token back', async () => {
  const { cache, entries, asked, write } = createSlowCache();
  const { server, client } = await createTestBed({ cache });
  const call = client.token();
  await asked;
  const invalidated = client.invalidate(await client.token());
  write();
  await invalidated;
  await call;
  expect(entries.size).toBe(0);
  expect(await client.token()).not.toEqual(await call);
  expect(server.tokenRequests).toHaveLength(2);
});

test('a caller does not join the renewal of an invalidated token whose write is under way', async () => {
  const { cache, asked, write } = createSlowCache();
  const { server, client } = await createTestBed({ cache });
  const call = client.token();
  await asked;
  const bad = await client.token();
  const invalidated = client.invalidate(bad);
  const next = client.token();
  write();
  expect(await next).not.toBe(bad);
  await Promise.all([call, invalidated]);
  expect(server.tokenRequests).toHaveLength(2);
});

test('a write that ends after its 250 ms does not bring an invalidated token back', async () => {
  const { cache, entries, asked, write } = createSlowCache();
  const { promise: removed, resolve: remove } = Promise.withResolvers<void>();
  const { client, clock, events } = await createTestBed({
    cache: {
      ...cache,
      delete: async (key) => {
        if (entries.delete(key)) remove();
      },
    },
  });
  const call = client.token();
  await asked;
  clock.advance(250);
  clock.advance(1);
  await client.invalidate(await call);
  expect(events).toContainEqual(expect.objectContaining({ type: 'cache_failed', operation: 'set', reason: 'hung' }));
  write();
  await removed;
  expect(entries.size).toBe(0);
});

test('a write that ends after its 250 ms stays if its token was not invalidated', async () => {
  const { cache, entries, asked, write } = createSlowCache();
  const { client, clock } = await createTestBed({ cache });
  const call = client.token();
  await asked;
  clock.advance(250);
  clock.advance(1);
  const { accessToken } = await call;
  write();
  await until(() => entries.size > 0);
  await oneTurn();
  expect([...entries.values()].join()).toContain(accessToken);
});

test('a renewal that started earlier and ends later does not bring an invalidated token back', async () => {
  const cache = createMapCache();
  const { server, client } = await createTestBed({ cache });
  const { promise: release, resolve: answer } = Promise.withResolvers<void>();
  server.answerNext({ fate: 'grant', token: { access_token: 'older' }, release });
  const older = client.token();
  await server.waitForRequest(1);
  const newer = await client.token({ forceRefresh: true });
  await client.invalidate('older');
  answer();
  expect((await older).accessToken).toBe('older');
  expect(await client.token()).toBe(newer);
  expect([...cache.entries.values()].join()).toContain(newer.accessToken);
  expect([...cache.entries.values()].join()).not.toContain('older');
});

test('a shared token that is invalidated while the lock is being released is not used', async () => {
  const now = Date.UTC(2026, 0, 1);
  const entry = {
    version: 2,
    accessToken: 'shared',
    tokenType: 'Bearer',
    issuedAt: now,
    expiresAt: now + 3_600_000,
    details: {},
  };
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

test('invalidating removes the entry if the cache cannot say which token it holds', async () => {
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

test('invalidating waits 250 ms at most for a cache that hangs', async () => {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const hangs = () => {
    ask();
    return new Promise<never>(() => {});
  };
  const { client, clock } = await createTestBed({ cache: { ...createMapCache(), delete: hangs } });
  const bad = await client.token();
  const invalidated = client.invalidate(bad);
  expect(client.explain().token).toBeUndefined();
  await asked;
  clock.advance(250);
  clock.advance(1);
  await invalidated;
  expect(await client.token()).not.toEqual(bad);
});

test('invalidating waits no longer than the deadline for a secret store that hangs', async () => {
  const clientSecret = () => new Promise<never>(() => {});
  const { client, clock } = await createTestBed({ cache: createMapCache(), clientSecret });
  const invalidated = client.invalidate('a token of another client');
  await clock.timers(1);
  clock.advance(10_000);
  await invalidated;
});

test('a client that has not asked yet removes a token from the shared cache', async () => {
  const cache = memoryTokenCache();
  const { server, client, createClient } = await createTestBed({ cache });
  const token = await client.token();
  await createClient({ cache }).invalidate(token);
  await createClient({ cache }).token();
  expect(server.tokenRequests).toHaveLength(2);
});

test.each([
  ['replaced', (scoped: AuthorizedClient) => scoped.token({ forceRefresh: true })],
  ['invalidated', async (scoped: AuthorizedClient) => scoped.invalidate(await scoped.token())],
] as const)(
  'a token that its scope has %s leaves the cache, if another process has written it again',
  async (_, lose) => {
    const cache = createMapCache();
    const { client } = await createTestBed({ cache });
    const scoped = client.scoped('read');
    const { accessToken } = await scoped.token();
    const written = new Map(cache.entries);
    await lose(scoped);
    for (const [key, entry] of written) cache.entries.set(key, entry);
    await client.invalidate(accessToken);
    expect([...cache.entries.values()].join()).not.toContain(accessToken);
  },
);

test('the memory of earlier tokens is bounded: after nine more, the first one is forgotten', async () => {
  const cache = createMapCache();
  const { client } = await createTestBed({ cache });
  const scoped = client.scoped('read');
  const { accessToken } = await scoped.token();
  const written = new Map(cache.entries);
  for (let more = 0; more < 9; more += 1) await scoped.token({ forceRefresh: true });
  for (const [key, entry] of written) cache.entries.set(key, entry);
  await client.invalidate(accessToken);
  expect(new Map(cache.entries)).toEqual(written);
});

test('the memory of cache keys is bounded: of a secret that changes each time, four keys are known', async () => {
  const cache = createMapCache();
  const asked = new Set<string>();
  const get: TokenCache['get'] = async (key) => {
    asked.add(key);
    return cache.get(key);
  };
  let changes = 0;
  const clientSecret = () => {
    changes += 1;
    return `secret-${changes}`;
  };
  const fetch = async () => Response.json({ access_token: 'good', token_type: 'Bearer', expires_in: 3600 });
  const { client } = await createTestBed({ cache: { ...cache, get }, clientSecret, fetch });
  for (let call = 0; call < 10; call += 1) await client.token({ forceRefresh: true });
  asked.clear();
  await client.invalidate('good');
  expect(asked.size).toBe(4);
});
