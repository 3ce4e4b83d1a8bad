import { describe, expect, it, test } from 'vitest';
import { callInTurn, createTestBed, fixRandom, quiet, times } from './test-bed.ts';

// Without jitter: the lifetime in seconds, and the times in ms at which the token turns soft and hard.
const schedule = [
  { seconds: 1, soft: 750, hard: 900 },
  { seconds: 2, soft: 1_500, hard: 1_800 },
  { seconds: 5, soft: 3_750, hard: 4_500 },
  { seconds: 10, soft: 7_500, hard: 9_000 },
  { seconds: 30, soft: 22_500, hard: 27_000 },
  { seconds: 59, soft: 44_250, hard: 53_100 },
  { seconds: 60, soft: 45_000, hard: 54_000 },
  { seconds: 61, soft: 45_750, hard: 54_900 },
  { seconds: 240, soft: 180_000, hard: 230_000 },
  { seconds: 299, soft: 224_250, hard: 289_000 },
  { seconds: 300, soft: 225_000, hard: 290_000 },
  { seconds: 301, soft: 225_750, hard: 291_000 },
  { seconds: 3_600, soft: 3_000_000, hard: 3_590_000 },
  { seconds: 86_400, soft: 85_800_000, hard: 86_390_000 },
  { seconds: 5_011_271, soft: 5_010_671_000, hard: 5_011_261_000 }, // Pulsoid's 58 days
];

describe.each(schedule)('a token that lives $seconds s', ({ seconds, soft, hard }) => {
  it('is requested once for 20 calls in a row', async () => {
    const { server, client } = await createTestBed({ lifetime: seconds });
    expect(new Set(await callInTurn(client, 20)).size).toBe(1);
    expect(server.tokenRequests).toHaveLength(1);
  });

  it('is fresh until its soft window, and then served at once while one background renewal runs', async () => {
    fixRandom(0.5);
    const { server, client, clock, events } = await createTestBed({ lifetime: seconds });
    const first = await client.token();

    clock.advance(soft - 1);
    expect(client.explain().token).toMatchObject({ age: 'fresh', renewsIn: 1 });
    await callInTurn(client, 20);
    expect(client.explain().renewing).toBe(false);

    clock.advance(1);
    expect(client.explain().token?.age).toBe('soft');
    const { promise: release, resolve: answer } = Promise.withResolvers<void>();
    server.answerNext({ fate: 'grant', release });
    expect(await callInTurn(client, 20)).toEqual(times(20, () => first));
    expect(client.explain().renewing).toBe(true);
    answer();
    await quiet(client, clock);

    expect(await client.token()).not.toBe(first);
    expect(server.tokenRequests).toHaveLength(2);
    expect(events.filter(({ type }) => type === 'requested')).toMatchObject([
      { background: false },
      { background: true },
    ]);
  });

  it('is served until it turns hard, and never after that', async () => {
    fixRandom(0.5);
    const { server, client, clock } = await createTestBed({ lifetime: seconds });
    const first = await client.token();
    clock.advance(hard - 1);
    expect(client.explain().token?.age).toBe('soft');
    clock.advance(1);
    expect(client.explain().token?.age).toBe('hard');
    expect(await client.token()).not.toBe(first);
    expect(server.tokenRequests).toHaveLength(2);
  });

  it('is requested once by 100 concurrent callers, and once more when it has expired', async () => {
    const { server, client, clock } = await createTestBed({ lifetime: seconds });
    expect(new Set(await Promise.all(times(100, () => client.token()))).size).toBe(1);
    expect(server.tokenRequests).toHaveLength(1);
    clock.advance(seconds * 1000);
    expect(new Set(await Promise.all(times(100, () => client.token()))).size).toBe(1);
    expect(server.tokenRequests).toHaveLength(2);
  });

  it('leaves no timer pending while the client is idle', async () => {
    const { client, clock } = await createTestBed({ lifetime: seconds });
    await client.token();
    expect(clock.pendingTimers).toEqual([]);
  });
});

test('no timer is pending before the first call, nor after a background renewal', async () => {
  const { client, clock } = await createTestBed();
  expect(clock.pendingTimers).toEqual([]);
  await client.token();
  clock.advance(3_500_000);
  await client.token();
  await quiet(client, clock);
  expect(clock.pendingTimers).toEqual([]);
});

test('all calls that are served from memory get the same settled promise, whatever their options', async () => {
  const { client } = await createTestBed();
  await client.token();
  const promise = client.token();
  expect(client.token()).toBe(promise);
  expect(client.token({})).toBe(promise);
  expect(client.token({ signal: new AbortController().signal })).toBe(promise);
});

test('a token and its scope are frozen', async () => {
  const { client } = await createTestBed({ scope: ['read', 'write'] });
  const token = await client.token();
  expect(token).toMatchObject({ tokenType: 'Bearer', scope: ['read', 'write'] });
  expect(Object.isFrozen(token)).toBe(true);
  expect(Object.isFrozen(token.scope)).toBe(true);
});

test.each([
  { random: 0, renewsIn: 3_060_000 },
  { random: 0.5, renewsIn: 3_000_000 },
  { random: 0.75, renewsIn: 2_970_000 },
])('a token of an hour turns soft after $renewsIn ms if the random number is $random', async ({ random, renewsIn }) => {
  fixRandom(random);
  const { client } = await createTestBed();
  await client.token();
  expect(client.explain().token?.renewsIn).toBe(renewsIn);
});

test.each([
  { says: 'nothing', expires_in: undefined, lifetime: 300_000 },
  { says: 'null', expires_in: null, lifetime: 300_000 },
  { says: 'a string', expires_in: '60', lifetime: 60_000 },
  { says: 'a fraction', expires_in: 0.5, lifetime: 500 },
  { says: '68 years', expires_in: 2 ** 31 - 1, lifetime: (2 ** 31 - 1) * 1000 },
])('a server that says $says about the lifetime grants $lifetime ms', async ({ expires_in, lifetime }) => {
  const { server, client } = await createTestBed();
  server.answerNext({ fate: 'grant', token: { expires_in } });
  const { issuedAt, expiresAt } = await client.token();
  expect(expiresAt - issuedAt).toBe(lifetime);
  await callInTurn(client, 20);
  expect(server.tokenRequests).toHaveLength(1);
});

test('the provider can say the lifetime of its tokens if the server does not', async () => {
  const { server, client } = await createTestBed({ provider: { defaultLifetime: 7_200_000 } });
  server.answerNext({ fate: 'grant', token: { expires_in: undefined } });
  const { issuedAt, expiresAt } = await client.token();
  expect(expiresAt - issuedAt).toBe(7_200_000);
});
