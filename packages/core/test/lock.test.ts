import type { FakeClock } from '@grantkit/testing';
import { expect, it, test } from 'vitest';
import { type GrantError, memoryTokenCache, type TokenCache } from '../src/index.ts';
import { createTestBed, fixDice, outcomeOf, type TestBedOptions, times, until } from './engine-test-bed.ts';

interface FleetOptions extends TestBedOptions {
  /** Whether another process holds the lock of this key all the time. */
  isHeld?(key: string): boolean;
  /** How many requests get no reply, from the first one on. */
  readonly hangs?: number;
  /** Whether the cache loses what is written to it. */
  readonly forgets?: boolean;
}

/** A fleet on one cache, whose server answers at once: nothing but the clock is waited for. */
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

/** Lets time pass until these calls are answered, of which all but the holders wait for a lock at first. */
async function answers<T>(calls: readonly Promise<T>[], clock: FakeClock, holders = 0): Promise<T[]> {
  // Each has a deadline, and those who wait have a pause. Before that they hash their keys, which no clock measures.
  await clock.timers(2 * calls.length - holders);
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

const isBackground = (key: string) => key.endsWith(':background-lock');

test('when the holder of the lock hangs, one of the others asks for all after a third of the deadline', async () => {
  const { createClient, clock, requestedAt, events, locks } = await createFleet({ hangs: 1 });
  const tokens = await answers(
    times(20, () =>
      createClient()
        .token()
        .catch(({ code }: GrantError) => code),
    ),
    clock,
    1,
  );
  const [first = 0, second = 0] = requestedAt;
  expect(requestedAt).toHaveLength(2);
  expect(second - first).toBeGreaterThanOrEqual(10_000 / 3);
  expect(second - first).toBeLessThanOrEqual(10_000 / 3 + 500);
  // Only the caller of the hanging request has no token.
  expect(tokens.filter((token) => token === 'timeout')).toHaveLength(1);
  expect(events.filter((event) => event.type === 'lock_waited' && event.fromCache)).toHaveLength(18);
  expect(new Set(locks.map(({ ttl }) => ttl))).toEqual(new Set([3_334]));
  expect(locks.some(({ key }) => isBackground(key))).toBe(false);
});

test('callers never wait for the lock of a background renewal', async () => {
  fixDice(0.5);
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

test.each([300, 10_000])('with a deadline of %s ms, a background renewal keeps its token', async (timeout) => {
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
  // It takes no lock of callers, and looks seldom.
  const [, ...ofRenewal] = locks;
  expect(ofRenewal.every(({ key, ttl }) => isBackground(key) && ttl === timeout + 1_000)).toBe(true);
  expect(ofRenewal.length).toBeLessThanOrEqual(5);
  expect(events.at(-1)).toMatchObject({ type: 'lock_waited', fromCache: false });
  expect(client.explain()).toMatchObject({ failure: undefined, token: { age: 'soft' } });
});

test('a background renewal whose token is invalidated looks as often as a caller who waits', async () => {
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

test('a process that gets the lock looks once more for the token of its last holder', async () => {
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

/** Two locks that can be looked at. */
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
  { end: 'is released when it has a token', status: 200, left: [] },
  {
    end: 'is left to expire when it has failed, so that no other asks meanwhile',
    status: 404,
    left: ['background-lock'],
  },
])('the lock of a background renewal $end', async ({ status, left }) => {
  fixDice(0.5);
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

test('no lock is taken for a request that the backoff would refuse', async () => {
  fixDice(0.5);
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
