import { createFakeClock } from '@grantkit/testing';
import { describe, expect, it, test } from 'vitest';
import type { AccessToken } from '../src/index.ts';
import { twoClocks } from '../src/platform/two-clocks.ts';
import { until } from './event-loop.ts';
import { failureOf } from './failure-of.ts';
import { createTestBed, fixRandom, quiet, type TestBed } from './test-bed.ts';

const hour = 3_600_000;

/** Calls once a second, and checks that each token is valid at the server, which knows the time that really passed. */
async function askEverySecond({ client, clock }: TestBed, seconds: number, firstSeen: Map<AccessToken, number>) {
  for (let second = 0; second < seconds; second += 1) {
    const token = await client.token();
    if (!firstSeen.has(token)) firstSeen.set(token, clock.monotonic());
    const elapsed = clock.monotonic() - (firstSeen.get(token) ?? 0);
    expect(elapsed).toBeLessThan(token.expiresAt - token.issuedAt);
    await quiet(client, clock);
    clock.advance(1_000);
  }
}

describe.each([-24 * hour, -hour, -60_000, 60_000, hour, 24 * hour])('a wall clock that jumps by %i ms', (jump) => {
  it('never makes a dead token look alive, and costs two more requests at most', async () => {
    const bed = await createTestBed({ lifetime: 600 });
    const firstSeen = new Map<AccessToken, number>();
    await askEverySecond(bed, 200, firstSeen);
    bed.clock.jump(jump);
    await askEverySecond(bed, 400, firstSeen);
    bed.clock.jump(-jump);
    await askEverySecond(bed, 600, firstSeen);
    // Without jumps there is a request every 435 to 465 s, so three in 1200 s.
    expect(bed.server.tokenRequests.length).toBeGreaterThanOrEqual(3);
    expect(bed.server.tokenRequests.length).toBeLessThanOrEqual(5);
  });
});

test('a wall clock set back by an hour does not lengthen the lifetime of the token', async () => {
  const { server, client, clock } = await createTestBed();
  const old = await client.token();
  clock.jump(-hour);
  clock.advance(hour);
  expect(old.expiresAt).toBeGreaterThan(clock.now());
  expect(await client.token()).not.toBe(old);
  expect(server.tokenRequests).toHaveLength(2);
});

test('a wall clock set forward by an hour costs one request', async () => {
  const { server, client, clock } = await createTestBed();
  await client.token();
  clock.jump(hour);
  const token = await client.token();
  for (let call = 0; call < 20; call += 1) expect(await client.token()).toBe(token);
  clock.jump(-hour);
  for (let call = 0; call < 20; call += 1) expect(await client.token()).toBe(token);
  expect(server.tokenRequests).toHaveLength(2);
});

test('a laptop that slept until the token was dead makes one request for a new one', async () => {
  const { server, client, clock } = await createTestBed();
  const old = await client.token();
  clock.suspend(hour);
  const token = await client.token();
  expect(token).not.toBe(old);
  for (let call = 0; call < 20; call += 1) expect(await client.token()).toBe(token);
  expect(server.tokenRequests).toHaveLength(2);
});

test('a laptop that slept into the soft window gets the old token, while one background renewal runs', async () => {
  const { server, client, clock } = await createTestBed();
  const old = await client.token();
  clock.suspend(hour - 60_000);
  expect(await client.token()).toBe(old);
  await quiet(client, clock);
  expect(await client.token()).not.toBe(old);
  expect(server.tokenRequests).toHaveLength(2);
});

test('a sleep or a jump during a request does not move its deadline', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerNext({ fate: 'hang' });
  const call = failureOf(client.token(), clock);
  await server.waitForRequest(1);
  clock.suspend(hour);
  clock.jump(-2 * hour);
  expect(clock.pendingTimers).toEqual([10_000]);
  clock.advance(10_000);
  expect((await call).code).toBe('timeout');
});

test('a jump of the wall clock does not end the backoff', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerNext({ status: 503, headers: { 'retry-after': '60' } });
  await failureOf(client.token(), clock);
  for (const jump of [hour, -2 * hour]) {
    clock.jump(jump);
    expect((await failureOf(client.token(), clock)).retryAfter).toBe(60_000);
  }
  expect(server.tokenRequests).toHaveLength(1);
});

test('the lifetime of a token counts from the time when its request was sent', async () => {
  fixRandom(0.5);
  const { server, client, clock } = await createTestBed({ lifetime: 60 });
  const { promise: release, resolve: answer } = Promise.withResolvers<void>();
  const sent = clock.now();
  server.answerNext({ fate: 'grant', release });
  const call = client.token();
  await server.waitForRequest(1);
  clock.advance(9_000);
  answer();
  expect(await call).toMatchObject({ issuedAt: sent, expiresAt: sent + 60_000 });
  expect(client.explain().token?.renewsIn).toBe(45_000 - 9_000);
  // Now only the monotonic clock can tell.
  clock.jump(-hour);
  clock.advance(45_000);
  expect(client.explain().token?.age).toBe('hard');
});

test('a token that expired on its way goes to the callers who waited, and to no later caller', async () => {
  const { server, client, clock } = await createTestBed({ lifetime: 5 });
  const { promise: release, resolve: answer } = Promise.withResolvers<void>();
  server.answerNext({ fate: 'grant', release });
  const call = client.token();
  await server.waitForRequest(1);
  clock.advance(6_000);
  answer();
  const dead = await call;
  expect(dead.expiresAt).toBeLessThan(clock.now());
  expect(client.explain().token?.age).toBe('hard');
  expect(await client.token()).not.toBe(dead);
  await until(() => !client.explain().renewing);
  expect(server.tokenRequests).toHaveLength(2);
});

describe('between two readings of the monotonic clock', () => {
  // The hard margin of this token is 10 s, so that a reading serves for a second.
  async function serveAt(lifetime: number) {
    const bed = await createTestBed({ lifetime });
    const token = await bed.client.token();
    const isServed = async () => (await bed.client.token()) === token;
    expect(await isServed()).toBe(true);
    return { ...bed, isServed };
  }

  test('a sleeping laptop, whose wall clock goes on, is noticed by the next call', async () => {
    const { clock, isServed } = await serveAt(3_600);
    clock.suspend(hour);
    expect(await isServed()).toBe(false);
  });

  test('a wall clock that is set back is noticed by the next call', async () => {
    const { clock, isServed } = await serveAt(3_600);
    clock.advance(hour);
    clock.jump(-hour - 1);
    expect(await isServed()).toBe(false);
  });

  test('a wall clock that is set back by just as much as has passed hides the end of a token for a second', async () => {
    const { clock, isServed } = await serveAt(3_600);
    clock.advance(hour);
    clock.jump(-hour);
    expect(await isServed()).toBe(true);
    clock.advance(999);
    expect(await isServed()).toBe(true);
    clock.advance(1);
    expect(await isServed()).toBe(false);
  });

  test('the monotonic time goes on with the wall clock', () => {
    const clock = createFakeClock();
    const clocks = twoClocks(clock);
    clock.jump(-hour);
    for (const passed of [0, 1, 998, 1, 300]) {
      clock.advance(passed);
      expect(clocks.monotonicAt(clock.now(), 1_000)).toBe(clock.monotonic());
    }
  });

  test('of a short token, it is hidden for half of the hard margin', async () => {
    const { clock, isServed } = await serveAt(10);
    clock.advance(10_000);
    clock.jump(-10_000);
    clock.advance(499);
    expect(await isServed()).toBe(true);
    clock.advance(1);
    expect(await isServed()).toBe(false);
  });
});
