import type { FakeClock } from '@grantkit/testing';
import { expect, it, test } from 'vitest';
import { memoryTokenCache, type TokenCache } from '../src/index.ts';
import { createTestBed, fixDice, outcomeOf, type TestBedOptions, times, until } from './engine-test-bed.ts';

interface FleetOptions extends TestBedOptions {
  /** Whether the lock of this key is never to be had. */
  isHeld(key: string): boolean;
  /** Whether the cache loses what is written to it. */
  readonly forgets?: boolean;
}

/** A fleet on one cache, whose server answers at once: nothing but the clock is waited for. */
async function createFleet({ isHeld, forgets = false, ...options }: FleetOptions) {
  const requestedAt: number[] = [];
  const locks: { readonly key: string; readonly at: number }[] = [];
  const bed = await createTestBed();
  const { clock } = bed;
  const memory = memoryTokenCache({ clock });
  const lock: TokenCache['lock'] = async (key, ttl) => {
    locks.push({ key, at: clock.monotonic() });
    return isHeld(key) ? { state: 'held' } : ((await memory.lock?.(key, ttl)) ?? { state: 'unavailable' });
  };
  const fetch = async () => {
    requestedAt.push(clock.monotonic());
    const body = { access_token: `token-${requestedAt.length}`, token_type: 'Bearer', expires_in: 3600 };
    return Response.json(body);
  };
  const set: TokenCache['set'] = async (...entry) => (forgets ? undefined : memory.set(...entry));
  const createClient = () => bed.createClient({ fetch, cache: { ...memory, set, lock }, ...options });
  return { ...bed, requestedAt, locks, createClient };
}

/** Lets time pass until these calls are answered, all of which wait for a lock at first. */
async function answers<T>(calls: readonly Promise<T>[], clock: FakeClock): Promise<T[]> {
  // Each has a deadline and a pause; before that, its key is being hashed, which no clock knows of.
  await clock.timers(2 * calls.length);
  let isDone = false;
  const done = Promise.all(calls).finally(() => {
    isDone = true;
  });
  done.catch(() => {});
  for (await oneTurn(); !isDone; await oneTurn()) clock.advanceToNextTimer();
  return done;
}

/** Where nothing comes from outside, all promises have run their course by then. */
const oneTurn = () => until(() => true);

const isFirst = (key: string) => key.endsWith(':lock');

test('of those who wait for a lock that nobody gives back, one takes a second lock at half of the deadline, for all', async () => {
  const { createClient, clock, requestedAt, events, locks } = await createFleet({ isHeld: isFirst });
  const tokens = await answers(
    times(20, () => createClient().token()),
    clock,
  );
  expect(new Set(tokens.map(({ accessToken }) => accessToken))).toEqual(new Set(['token-1']));
  expect(requestedAt).toHaveLength(1);
  expect(requestedAt[0]).toBeGreaterThanOrEqual(5_000);
  expect(clock.monotonic()).toBeLessThanOrEqual(6_000);
  expect(events.filter((event) => event.type === 'lock_waited' && event.adopted)).toHaveLength(19);
  expect(new Set(locks.map(({ key }) => key.slice(key.lastIndexOf(':'))))).toEqual(new Set([':lock', ':lock1']));
});

test('of those who wait for two locks that nobody gives back, one takes a third at three quarters', async () => {
  const { createClient, clock, requestedAt } = await createFleet({ isHeld: (key) => !key.endsWith('2') });
  await answers(
    times(20, () => createClient().token()),
    clock,
  );
  expect(requestedAt).toHaveLength(1);
  expect(requestedAt[0]).toBeGreaterThanOrEqual(7_500);
  expect(clock.monotonic()).toBeLessThanOrEqual(8_500);
});

test.each([300, 1_000, 10_000, 60_000])(
  'with a deadline of %s ms, no call fails for locks that are all held: each asks at the end',
  async (timeout) => {
    const { createClient, clock, requestedAt } = await createFleet({ isHeld: () => true, forgets: true, timeout });
    const tokens = await answers(
      times(20, () => createClient().token()),
      clock,
    );
    expect(tokens).toHaveLength(20);
    expect(requestedAt).toHaveLength(20);
    expect(Math.min(...requestedAt)).toBeGreaterThan(0.9 * timeout);
    expect(Math.max(...requestedAt)).toBeLessThanOrEqual(0.95 * timeout);
  },
);

test.each([300, 10_000])('with a deadline of %s ms, a renewal behind keeps its token', async (timeout) => {
  fixDice(0.5);
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
  // It takes no second lock, and looks seldom.
  expect(locks.every(({ key }) => isFirst(key))).toBe(true);
  expect(locks.length).toBeLessThanOrEqual(1 + 5);
  expect(events.at(-1)).toMatchObject({ type: 'lock_waited', adopted: false });
  expect(client.explain()).toMatchObject({ failure: undefined, token: { age: 'soft' } });
});

test('a renewal behind whose token is given up looks as often as whoever waits', async () => {
  fixDice(0.5);
  const lock = { isHeld: false };
  const { createClient, clock, requestedAt } = await createFleet({ isHeld: () => lock.isHeld });
  const client = createClient();
  const bad = await client.token();
  lock.isHeld = true;
  clock.advance(client.explain().token?.renewsIn ?? 0);
  await client.token();
  await clock.timers(2);
  // Into a pause of three seconds.
  for (const end = clock.monotonic() + 2_500; clock.monotonic() < end; await oneTurn()) clock.advanceToNextTimer();
  await client.invalidate(bad);
  lock.isHeld = false;
  const start = clock.monotonic();
  const [token] = await answers([client.token()], clock);
  expect(token?.accessToken).toBe('token-2');
  expect(requestedAt).toHaveLength(2);
  expect(clock.monotonic() - start).toBeLessThanOrEqual(1_000);
});

test('whoever gets the lock looks once more for what its last holder has shared', async () => {
  const now = Date.UTC(2026, 0, 1);
  const entry = { version: 1, accessToken: 'shared', tokenType: 'Bearer', issuedAt: now, expiresAt: now + 3_600_000 };
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

/** A lock that can be looked at. */
function createOpenLock() {
  const state = { isHeld: false, taken: 0 };
  const lock: TokenCache['lock'] = async (_, { ttl }) => {
    expect(ttl).toBeGreaterThan(10_000);
    state.isHeld = true;
    state.taken += 1;
    return {
      state: 'acquired',
      release: async () => {
        state.isHeld = false;
      },
    };
  };
  return { state, cache: { ...memoryTokenCache(), lock } };
}

test.each<{ after: string; status: number }>([
  { after: 'a token', status: 200 },
  { after: 'a failure', status: 404 },
])('the lock is given back after $after that callers wait for', async ({ status }) => {
  const { state, cache } = createOpenLock();
  const { server, client, clock } = await createTestBed({ cache });
  server.answerNext(() => {
    expect(state.isHeld).toBe(true);
    return status === 200 ? { fate: 'grant' } : { status };
  });
  expect(await outcomeOf(client.token(), clock)).toMatchObject(status === 200 ? { tokenType: 'Bearer' } : { status });
  expect(state.isHeld).toBe(false);
});

it.each<{ end: string; status: number; isHeld: boolean }>([
  { end: 'is given back when it has a token', status: 200, isHeld: false },
  { end: 'runs out when it has failed, so that no other asks meanwhile', status: 404, isHeld: true },
])('the lock of a renewal behind $end', async ({ status, isHeld }) => {
  fixDice(0.5);
  const { state, cache } = createOpenLock();
  const { server, client, clock } = await createTestBed({ cache });
  await client.token();
  clock.advance(client.explain().token?.renewsIn ?? 0);
  server.answerNext(status === 200 ? { fate: 'grant' } : { status });
  await client.token();
  await until(() => !client.explain().renewing);
  await oneTurn();
  expect(server.tokenRequests).toHaveLength(2);
  expect(state).toEqual({ isHeld, taken: 2 });
});

test('no lock is taken for a request that the backoff would refuse', async () => {
  fixDice(0.5);
  const { state, cache } = createOpenLock();
  const { server, client, clock } = await createTestBed({ cache });
  server.answerNext({ status: 503, headers: { 'retry-after': '60' } });
  await outcomeOf(client.token(), clock);
  expect(state.taken).toBe(1);
  expect(await outcomeOf(client.token(), clock)).toMatchObject({ status: 503, cached: true });
  expect(state.taken).toBe(1);
  clock.advance(60_000);
  expect(await client.token()).toMatchObject({ tokenType: 'Bearer' });
  expect(state.taken).toBe(2);
});
