import { expect, test } from 'vitest';
import { memoryTokenCache, type TokenCache } from '../src/index.ts';
import { createTestBed } from './engine-test-bed.ts';

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

test('invalidating takes that very token out of the cache, for all', async () => {
  const { server, createClient, clock } = await createTestBed();
  const cache = memoryTokenCache({ clock });
  const [first, second] = [createClient({ cache }), createClient({ cache })];
  const bad = await first.token();
  await first.invalidate(bad);
  expect(await second.token()).not.toEqual(bad);
  expect(await first.token()).toEqual(await second.token());
  expect(server.tokenRequests).toHaveLength(2);
});

test('invalidating takes no newer token out of the cache', async () => {
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

test('invalidating holds even where the cache cannot delete, or another process writes the token again', async () => {
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

test('invalidating is not undone by a write that was under way', async () => {
  const cache = createMapCache();
  const { promise: written, resolve: write } = Promise.withResolvers<void>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const set: TokenCache['set'] = async (key, value) => {
    ask();
    await written;
    cache.entries.set(key, value);
  };
  const { server, client } = await createTestBed({ cache: { ...cache, set } });
  const call = client.token();
  await asked;
  const invalidated = client.invalidate(await client.token());
  write();
  await invalidated;
  await call;
  expect(cache.entries.size).toBe(0);
  expect(await client.token()).not.toEqual(await call);
  expect(server.tokenRequests).toHaveLength(2);
});

test('invalidating is not undone by a flight that left earlier and lands later', async () => {
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

test('invalidating is not held up by a cache that hangs', async () => {
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
  await invalidated;
  expect(await client.token()).not.toEqual(bad);
});

test('invalidating is not held up by a secret store that hangs', async () => {
  const clientSecret = () => new Promise<never>(() => {});
  const { client, clock } = await createTestBed({ cache: createMapCache(), clientSecret });
  const invalidated = client.invalidate('a token of somebody else');
  await clock.timers(1);
  clock.advance(10_000);
  await invalidated;
});
