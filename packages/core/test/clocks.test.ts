import { describe, expect, it, test } from 'vitest';
import type { AccessToken } from '../src/index.ts';
import { createTestBed, failureOf, fixDice, quiet, type TestBed, until } from './engine-test-bed.ts';

const hour = 3_600_000;

/** Asks once a second and checks that each token is good at the server, which sees the time that really passed. */
async function askEverySecond({ client, clock }: TestBed, seconds: number, born: Map<AccessToken, number>) {
  for (let second = 0; second < seconds; second += 1) {
    const token = await client.token();
    if (!born.has(token)) born.set(token, clock.monotonic());
    const lived = clock.monotonic() - (born.get(token) ?? 0);
    expect(lived).toBeLessThan(token.expiresAt - token.issuedAt);
    await quiet(client, clock);
    clock.advance(1_000);
  }
}

describe.each([-24 * hour, -hour, -60_000, 60_000, hour, 24 * hour])('a wall clock that jumps by %i ms', (jump) => {
  it('never makes a dead token look alive, and costs a request or two more, not one a call', async () => {
    const bed = await createTestBed({ lifetime: 600 });
    const born = new Map<AccessToken, number>();
    await askEverySecond(bed, 200, born);
    bed.clock.jump(jump);
    await askEverySecond(bed, 400, born);
    bed.clock.jump(-jump);
    await askEverySecond(bed, 600, born);
    // Without jumps: one each 435 to 465 s, and so three in 1200 s.
    expect(bed.server.tokenRequests.length).toBeGreaterThanOrEqual(3);
    expect(bed.server.tokenRequests.length).toBeLessThanOrEqual(5);
  });
});

test('a wall clock set back by an hour does not lengthen the life of the token', async () => {
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

test('a laptop that slept for longer than the token lives asks once for a new one', async () => {
  const { server, client, clock } = await createTestBed();
  const old = await client.token();
  clock.suspend(hour);
  const token = await client.token();
  expect(token).not.toBe(old);
  for (let call = 0; call < 20; call += 1) expect(await client.token()).toBe(token);
  expect(server.tokenRequests).toHaveLength(2);
});

test('a laptop that slept into the soft window is served the old token while one renewal goes on', async () => {
  const { server, client, clock } = await createTestBed();
  const old = await client.token();
  clock.suspend(hour - 60_000);
  expect(await client.token()).toBe(old);
  await quiet(client, clock);
  expect(await client.token()).not.toBe(old);
  expect(server.tokenRequests).toHaveLength(2);
});

test('a sleep or a jump while a request is under way neither hastens nor delays its deadline', async () => {
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

test('a jump of the wall clock does not open the backoff', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerNext({ status: 503, headers: { 'retry-after': '60' } });
  await failureOf(client.token(), clock);
  for (const jump of [hour, -2 * hour]) {
    clock.jump(jump);
    expect((await failureOf(client.token(), clock)).retryAfter).toBe(60_000);
  }
  expect(server.tokenRequests).toHaveLength(1);
});

test('the life of a token is counted from when its request was sent', async () => {
  fixDice(0.5);
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
  clock.jump(-hour); // on the monotonic clock, too
  clock.advance(45_000);
  expect(client.explain().token?.age).toBe('hard');
});

test('a token that died on its way is handed to those who waited, and to nobody after them', async () => {
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
