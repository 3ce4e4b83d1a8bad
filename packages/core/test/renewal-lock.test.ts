import { expect, it, test } from 'vitest';
import { isGrantError, memoryTokenCache, type TokenCache } from '../src/index.ts';
import { oneTurn, until } from './event-loop.ts';
import { outcomeOf, outcomesOf } from './failure-of.ts';
import { createTestBed, fixRandom, seedRandom, type TestBedOptions, times } from './test-bed.ts';

interface FleetOptions extends TestBedOptions {
  /** Whether another process holds the lock of this key all the time. */
  isHeld?(key: string): boolean;
  /** How many requests get no reply, from the first one on. */
  readonly hangs?: number;
  /** Whether the cache loses what is written to it. */
  readonly forgets?: boolean;
}

/** A fleet on one cache. Its server answers at once, so that calls wait for the clock only. */
async function createFleet({ isHeld = () => false, hangs = 0, forgets = false, ...options }: FleetOptions) {
  const requestedAt: number[] = [];
  const locks: { readonly key: string; readonly ttl: number }[] = [];
  const bed = await createTestBed();
  const { clock } = bed;
  const memory = memoryTokenCache({ clock });
  const lock: TokenCache['lock'] = async (key, { ttl }) => {
    locks.push({ key, ttl });
    return isHeld(key) ? { state: 'held' } : ((await memory.lock?.(key, { ttl })) ?? { state: 'unavailable' });
  };
  const fetch = async () => {
    requestedAt.push(clock.monotonic());
    if (requestedAt.length <= hangs) return new Promise<Response>(() => {});
    const body = { access_token: `token-${requestedAt.length}`, token_type: 'Bearer', expires_in: 3600 };
    return Response.json(body);
  };
  const set: TokenCache['set'] = async (...entry) => (forgets ? undefined : memory.set(...entry));
  const createClient = () => bed.createClient({ fetch, cache: { ...memory, set, lock }, ...options });
  return { ...bed, requestedAt, locks, createClient };
}

const isBackground = (key: string) => key.endsWith(':background-lock');

test('if the holder of the lock hangs, another process asks for all after a third of the deadline', async () => {
  const { createClient, clock, requestedAt, events, locks } = await createFleet({ hangs: 1 });
  const outcomes = await outcomesOf(
    times(20, () => createClient().token()),
    clock,
    1,
  );
  const [first = 0, second = 0] = requestedAt;
  expect(requestedAt).toHaveLength(2);
  expect(second - first).toBeGreaterThanOrEqual(10_000 / 3);
  expect(second - first).toBeLessThanOrEqual(10_000 / 3 + 500);
  // Only the caller of the hanging request has no token.
  expect(outcomes.filter(isGrantError)).toEqual([expect.objectContaining({ code: 'timeout' })]);
  expect(events.filter((event) => event.type === 'lock_waited' && event.fromCache)).toHaveLength(18);
  expect(new Set(locks.map(({ ttl }) => ttl))).toEqual(new Set([3_334]));
  expect(locks.some(({ key }) => isBackground(key))).toBe(false);
});

test('callers never wait for the lock of a background renewal', async () => {
  fixRandom(0.5);
  const { createClient, clock, requestedAt, locks, events } = await createFleet({ isHeld: isBackground });
  const client = createClient();
  const bad = await client.token();
  clock.advance(client.explain().token?.renewsIn ?? 0);
  // Another process holds the background lock, and this one waits for it.
  await client.token();
  await until(() => locks.some(({ key }) => isBackground(key)));
  await client.invalidate(bad);
  const start = clock.monotonic();
  expect(await createClient().token()).toMatchObject({ accessToken: 'token-2' });
  expect(clock.monotonic()).toBe(start);
  expect(requestedAt).toHaveLength(2);
  expect(events.some(({ type }) => type === 'lock_waited')).toBe(false);
});

/** The pauses of twenty processes before they look for the second time. All were told `held` at the same moment. */
async function firstPauses(): Promise<readonly number[]> {
  seedRandom(1);
  const { createClient, clock } = await createFleet({ isHeld: () => true });
  const calls = times(20, () => createClient().token());
  // Each process has the timer of its deadline, and then that of its pause.
  await until(() => clock.pendingTimers.length === 40);
  const pauses = clock.pendingTimers.slice(0, 20);
  await outcomesOf(calls, clock);
  return pauses;
}

test('processes that were told `held` at the same moment do not look again at the same moment', async () => {
  expect(new Set(await firstPauses()).size).toBe(20);
});

test('the first pause of a process that waits for the lock is 25 to 50 ms', async () => {
  const pauses = await firstPauses();
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(25);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(50);
});

test.each([300, 1_000, 10_000, 60_000])(
  'with a deadline of %s ms, no call fails if every lock is held: each call asks without a lock near its end',
  async (timeout) => {
    const { createClient, clock, requestedAt } = await createFleet({ isHeld: () => true, forgets: true, timeout });
    const outcomes = await outcomesOf(
      times(20, () => createClient().token()),
      clock,
    );
    expect(outcomes.filter(isGrantError)).toEqual([]);
    expect(requestedAt).toHaveLength(20);
    expect(Math.min(...requestedAt)).toBeGreaterThan(0.9 * timeout);
    expect(Math.max(...requestedAt)).toBeLessThanOrEqual(0.95 * timeout);
  },
);

test.each([300, 10_000])('with a deadline of %s ms, a background renewal keeps its token', async (timeout) => {
  fixRandom(0.5);
  const lock = { isHeld: false };
  const { createClient, clock, requestedAt, locks, events } = await createFleet({ isHeld: () => lock.isHeld, timeout });
  const client = createClient();
  const token = await client.token();
  lock.isHeld = true;
  clock.advance(client.explain().token?.renewsIn ?? 0);
  const start = clock.monotonic();
  expect(await client.token()).toBe(token);
  await clock.timers(2);
  for (await oneTurn(); client.explain().renewing; await oneTurn()) clock.advanceToNextTimer();

  expect(clock.monotonic() - start).toBeGreaterThanOrEqual(timeout / 2);
  expect(clock.monotonic() - start).toBeLessThan(timeout);
  expect(requestedAt).toHaveLength(1);
  // It does not take the lock for callers, and it looks rarely.
  const [, ...ofRenewal] = locks;
  expect(ofRenewal.every(({ key, ttl }) => isBackground(key) && ttl === timeout + 1_000)).toBe(true);
  expect(ofRenewal.length).toBeLessThanOrEqual(5);
  expect(events.at(-1)).toMatchObject({ type: 'lock_waited', fromCache: false });
  expect(client.explain()).toMatchObject({ failure: undefined, token: { age: 'soft' } });
});

test('a background renewal whose token is invalidated looks as often as a caller who waits', async () => {
  fixRandom(0.5);
  const lock = { isHeld: false };
  const { createClient, clock, requestedAt } = await createFleet({ isHeld: () => lock.isHeld });
  const client = createClient();
  const bad = await client.token();
  lock.isHeld = true;
  clock.advance(client.explain().token?.renewsIn ?? 0);
  await client.token();
  await clock.timers(2);
  // Stop in the middle of a pause of three seconds.
  for (const end = clock.monotonic() + 2_500; clock.monotonic() < end; await oneTurn()) clock.advanceToNextTimer();
  await client.invalidate(bad);
  lock.isHeld = false;
  const start = clock.monotonic();
  expect(await outcomeOf(client.token(), clock)).toMatchObject({ accessToken: 'token-2' });
  expect(requestedAt).toHaveLength(2);
  expect(clock.monotonic() - start).toBeLessThanOrEqual(1_000);
});

test('a process that gets the lock looks once more for the token of its last holder', async () => {
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
  let released = 0;
  const cache: TokenCache = {
    ...memoryTokenCache(),
    get: async () => found.shift(),
    lock: async () => ({
      state: 'acquired',
      release: async () => {
        released += 1;
      },
    }),
  };
  const { server, client } = await createTestBed({ cache });
  expect((await client.token()).accessToken).toBe('shared');
  expect(released).toBe(1);
  expect(server.tokenRequests).toHaveLength(0);
});

/** A cache whose locks a test can read. */
function createOpenLocks() {
  const taken: string[] = [];
  const held = new Set<string>();
  const lock: TokenCache['lock'] = async (key) => {
    const name = key.slice(key.lastIndexOf(':') + 1);
    taken.push(name);
    held.add(name);
    return { state: 'acquired', release: async () => void held.delete(name) };
  };
  return { taken, held, cache: { ...memoryTokenCache(), lock } };
}

test.each<{ after: string; status: number }>([
  { after: 'a token', status: 200 },
  { after: 'a failure', status: 404 },
])('the lock is released after $after that callers wait for', async ({ status }) => {
  const { held, cache } = createOpenLocks();
  const { server, client, clock } = await createTestBed({ cache });
  server.answerNext(() => {
    expect([...held]).toEqual(['lock']);
    return status === 200 ? { fate: 'grant' } : { status };
  });
  expect(await outcomeOf(client.token(), clock)).toMatchObject(status === 200 ? { tokenType: 'Bearer' } : { status });
  expect([...held]).toEqual([]);
});

it.each<{ end: string; status: number; left: readonly string[] }>([
  { end: 'is released after a token', status: 200, left: [] },
  {
    end: 'is left to expire after a failure, so that no other process asks meanwhile',
    status: 404,
    left: ['background-lock'],
  },
])('the lock of a background renewal $end', async ({ status, left }) => {
  fixRandom(0.5);
  const { taken, held, cache } = createOpenLocks();
  const { server, client, clock } = await createTestBed({ cache });
  await client.token();
  clock.advance(client.explain().token?.renewsIn ?? 0);
  server.answerNext(status === 200 ? { fate: 'grant' } : { status });
  await client.token();
  await until(() => !client.explain().renewing);
  await oneTurn();
  expect(server.tokenRequests).toHaveLength(2);
  expect([...held]).toEqual(left);
  expect(taken).toEqual(['lock', 'background-lock']);
});

test('no lock is taken for a request that the backoff holds back', async () => {
  fixRandom(0.5);
  const { taken, cache } = createOpenLocks();
  const { server, client, clock } = await createTestBed({ cache });
  server.answerNext({ status: 503, headers: { 'retry-after': '60' } });
  await outcomeOf(client.token(), clock);
  expect(taken).toHaveLength(1);
  expect(await outcomeOf(client.token(), clock)).toMatchObject({ status: 503, cached: true });
  expect(taken).toHaveLength(1);
  clock.advance(60_000);
  expect(await client.token()).toMatchObject({ tokenType: 'Bearer' });
  expect(taken).toHaveLength(2);
});
