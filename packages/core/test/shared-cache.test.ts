import { describe, expect, it, test } from 'vitest';
import { type GrantEvent, memoryTokenCache, type TokenCache } from '../src/index.ts';
import { until } from './event-loop.ts';
import { outcomesOf } from './failure-of.ts';
import { createMapCache } from './map-token-cache.ts';
import { clientId, createTestBed, fixRandom, granted, quiet, type TestBedOptions, times } from './test-bed.ts';

const start = Date.UTC(2026, 0, 1);
const goodEntry = {
  version: 2,
  details: {},
  accessToken: 'shared',
  tokenType: 'Bearer',
  issuedAt: start,
  expiresAt: start + 3_600_000,
};

/** The text of the entry with other times, which may be too large for a number. */
function textOf(times: Partial<Record<'issuedAt' | 'expiresAt', string>>): string {
  return Object.entries(times).reduce(
    (text, [name, time]) => text.replace(new RegExp(`"${name}":\\d+`), `"${name}":${time}`),
    JSON.stringify(goodEntry),
  );
}

/** A cache that has this answer for every key. */
const createCacheOf = (answer: unknown): TokenCache => ({ ...createMapCache(), get: async () => answer as string });

const cacheFailures = (events: readonly GrantEvent[]) =>
  events.flatMap((event) => (event.type === 'cache_failed' ? `${event.operation} ${event.reason}` : []));

const throws = () => {
  throw new Error('the cache is down');
};
const rejects = async () => throws();
const nothing = async () => undefined;

describe.each<{ does: string; cache: TokenCache; failures: readonly string[] }>([
  { does: 'throws', cache: { get: throws, set: throws, delete: throws }, failures: ['get threw', 'set threw'] },
  { does: 'rejects', cache: { get: rejects, set: rejects, delete: rejects }, failures: ['get threw', 'set threw'] },
  { does: 'cannot be written', cache: { get: nothing, set: rejects, delete: rejects }, failures: ['set threw'] },
  { does: 'has a lock that throws', cache: { ...createMapCache(), lock: throws }, failures: ['lock threw'] },
  { does: 'has a lock that rejects', cache: { ...createMapCache(), lock: rejects }, failures: ['lock threw'] },
])('a cache that $does', ({ cache, failures }) => {
  it('keeps no caller from getting a token, and is an event', async () => {
    const { server, client, events } = await createTestBed({ cache });
    const tokens = await Promise.all(times(20, () => client.token()));
    expect(new Set(tokens).size).toBe(1);
    expect(cacheFailures(events)).toEqual(failures);
    await client.invalidate(tokens[0] ?? '');
    expect(await client.token()).not.toBe(tokens[0]);
    expect(server.tokenRequests).toHaveLength(2);
  });
});

test('each call of a cache that hangs ends after 250 ms', async () => {
  const hangs = () => new Promise<never>(() => {});
  const { server, client, clock, events } = await createTestBed({ cache: { get: hangs, set: hangs, delete: hangs } });
  const call = client.token();
  await clock.timers(2);
  expect(clock.pendingTimers).toEqual([250, 10_000]);
  expect(clock.advanceToNextTimer()).toBe(250);
  // One more turn of the event loop, in which a busy process reads the answer.
  expect(clock.advanceToNextTimer()).toBe(1);
  await until(() => clock.pendingTimers[0] === 250);
  expect(server.tokenRequests).toHaveLength(1);
  // The token has arrived. Only the write is waited for.
  expect(clock.pendingTimers).toEqual([250]);
  const other = client.token();
  clock.advance(250);
  clock.advance(1);
  expect(await call).toBe(await other);
  expect(cacheFailures(events)).toEqual(['get hung', 'set hung']);
  expect(clock.pendingTimers).toEqual([]);
});

describe('an answer of the cache that is', () => {
  it.each<{ what: string; answer: unknown }>([
    { what: 'a number', answer: 42 },
    { what: 'an object', answer: goodEntry },
    { what: 'an empty text', answer: '' },
    { what: 'not JSON', answer: '{"version":2,' },
    { what: 'a JSON null', answer: 'null' },
    { what: 'an array', answer: '[]' },
    { what: 'of an older schema', answer: { ...goodEntry, version: 1 } },
    { what: 'of a newer schema', answer: { ...goodEntry, version: 3 } },
    { what: 'without a schema', answer: { ...goodEntry, version: undefined } },
    { what: 'without a token', answer: { ...goodEntry, accessToken: undefined } },
    { what: 'with an empty token', answer: { ...goodEntry, accessToken: '' } },
    { what: 'with a line break in the token', answer: { ...goodEntry, accessToken: 'a\r\nx-evil: 1' } },
    { what: 'of another token type', answer: { ...goodEntry, tokenType: 'DPoP' } },
    { what: 'with a scope that is not a list', answer: { ...goodEntry, scope: 'read' } },
    { what: 'without details', answer: { ...goodEntry, details: undefined } },
    { what: 'with details that are not text', answer: { ...goodEntry, details: { instance_url: 5 } } },
    { what: 'expired', answer: { ...goodEntry, issuedAt: start - 3_600_000, expiresAt: start } },
    { what: 'expired before it was issued', answer: { ...goodEntry, expiresAt: start - 1 } },
    { what: 'issued in the future', answer: { ...goodEntry, issuedAt: start + 60_001 } },
    { what: 'without times', answer: { ...goodEntry, issuedAt: undefined, expiresAt: undefined } },
    { what: 'with a time in words', answer: { ...goodEntry, expiresAt: '2027-01-01' } },
    { what: 'valid for ever', answer: { ...goodEntry, expiresAt: 1e300 } },
    { what: 'valid until infinity', answer: textOf({ expiresAt: '1e999' }) },
    { what: 'with infinite times', answer: textOf({ issuedAt: '1e999', expiresAt: '1e999' }) },
    { what: 'issued at minus infinity', answer: textOf({ issuedAt: '-1e999' }) },
    { what: 'issued in the distant past', answer: { ...goodEntry, issuedAt: -1e300 } },
  ])('$what is a miss and an event', async ({ what, answer }) => {
    const raw = typeof answer === 'object' && what !== 'an object' ? JSON.stringify(answer) : answer;
    const { server, client, events } = await createTestBed({ cache: createCacheOf(raw) });
    const token = await client.token();
    expect(token.accessToken).toBe(server.issued[0]?.accessToken);
    expect(cacheFailures(events)).toEqual(['get unusable']);
    expect(server.tokenRequests).toHaveLength(1);
  });

  it.each([undefined, null])('%s is a miss and no event', async (answer) => {
    const { server, client, events } = await createTestBed({
      cache: { ...createMapCache(), get: async () => answer },
    });
    await client.token();
    expect(cacheFailures(events)).toEqual([]);
    expect(server.tokenRequests).toHaveLength(1);
  });

  it('issued up to a minute in the future is used, because the clocks of a fleet differ', async () => {
    const entry = { ...goodEntry, issuedAt: start + 60_000 };
    const { server, client } = await createTestBed({ cache: createCacheOf(JSON.stringify(entry)) });
    expect((await client.token()).accessToken).toBe('shared');
    expect(Object.isFrozen(await client.token())).toBe(true);
    expect(server.tokenRequests).toHaveLength(0);
  });

  it('hard is a miss and no event', async () => {
    const entry = { ...goodEntry, issuedAt: start - 3_595_000, expiresAt: start + 5_000 };
    const { server, client, events } = await createTestBed({ cache: createCacheOf(JSON.stringify(entry)) });
    expect((await client.token()).accessToken).not.toBe('shared');
    expect(cacheFailures(events)).toEqual([]);
    expect(server.tokenRequests).toHaveLength(1);
  });
});

test('of the scope in an entry, what repeats the token is left out', async () => {
  const accessToken = 'granted-9d2f41aa';
  const entry = { ...goodEntry, accessToken, scope: ['read', 'extra', `x:${accessToken}`] };
  const { client } = await createTestBed({ cache: createCacheOf(JSON.stringify(entry)), scope: 'read' });
  expect(await client.token()).toMatchObject({ accessToken, scope: ['read', 'extra'] });
});

test('two clients of one cache make one request, one after the other', async () => {
  const { server, createClient, clock } = await createTestBed();
  const cache = memoryTokenCache({ clock });
  const token = await createClient({ cache }).token();
  expect(await createClient({ cache }).token()).toEqual(token);
  expect(server.tokenRequests).toHaveLength(1);
});

test('fifty clients of one cache make one request at the same time, and one when it has expired', async () => {
  const { server, createClient, clock } = await createTestBed();
  const cache = memoryTokenCache({ clock });
  const clients = times(50, () => createClient({ cache }));
  for (const requests of [1, 2]) {
    const { promise: release, resolve: answer } = Promise.withResolvers<void>();
    server.answerNext({ fate: 'grant', release });
    const calls = clients.map((client) => client.token());
    await server.waitForRequest(requests);
    answer();
    const outcomes = await outcomesOf(calls, clock);
    expect(outcomes).toEqual(Array(50).fill(expect.objectContaining({ accessToken: granted(server).at(-1) })));
    expect(server.tokenRequests).toHaveLength(requests);
    clock.advance(3_600_000);
  }
});

test('a background renewal uses the newer token of another client', async () => {
  fixRandom(0.5);
  const { server, createClient, clock, events } = await createTestBed();
  const cache = memoryTokenCache({ clock });
  const [first, second] = [createClient({ cache }), createClient({ cache })];
  await first.token();
  await second.token();
  clock.advance(3_100_000);
  await first.token();
  await quiet(first, clock);
  await second.token();
  await quiet(second, clock);
  expect(await second.token()).toEqual(await first.token());
  expect(events.filter(({ type }) => type === 'from_cache')).toHaveLength(2);
  expect(server.tokenRequests).toHaveLength(2);
});

test.each<{ differ: string; options: TestBedOptions }>([
  { differ: 'secret', options: { clientSecret: 'next' } },
  { differ: 'client', options: { clientId: 'another-client' } },
  { differ: 'scope', options: { scope: 'write' } },
  { differ: 'parameters', options: { provider: { parameters: { audience: 'b' } } } },
])('clients that differ in their $differ share no entry', async ({ options }) => {
  const { server, createClient, clock } = await createTestBed();
  server.answerAlways(() => ({ body: { access_token: crypto.randomUUID(), token_type: 'Bearer', expires_in: 60 } }));
  const cache = memoryTokenCache({ clock });
  const one = await createClient({ cache, scope: 'read' }).token();
  expect(await createClient({ cache, scope: 'read', ...options }).token()).not.toEqual(one);
  expect(await createClient({ cache, scope: 'read' }).token()).toEqual(one);
  expect(server.tokenRequests).toHaveLength(2);
});

test('clients of two servers share no entry', async () => {
  const [here, there] = [await createTestBed(), await createTestBed()];
  const cache = memoryTokenCache({ clock: here.clock });
  await here.createClient({ cache }).token();
  await there.createClient({ cache }).token();
  expect([here, there].map(({ server }) => server.tokenRequests.length)).toEqual([1, 1]);
});

test('the key of an entry does not show which client it is for', async () => {
  const cache = createMapCache();
  const { client, server } = await createTestBed({ cache, scope: 'read' });
  await client.token();
  const [key = ''] = cache.entries.keys();
  expect(key).toMatch(/^grantkit:2:[0-9a-f]{64}$/);
  expect(key).not.toContain(clientId);
  expect(server.tokenRequests).toHaveLength(1);
});
