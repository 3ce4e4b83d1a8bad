import type { Answer } from '@grantkit/testing';
import { describe, expect, it, test } from 'vitest';
import { until } from './event-loop.ts';
import { failureOf, outcomeOf } from './failure-of.ts';
import { createTestBed, fixRandom } from './test-bed.ts';

test.each<Answer>([{ fate: 'hang' }, { fate: 'hang-body' }])(
  'a call to a server that answers with %o fails after `timeout` ms',
  async (answer) => {
    const { server, client, clock } = await createTestBed({ timeout: 4_000 });
    server.answerAlways(answer);
    const call = failureOf(client.token(), clock);
    await server.waitForRequest(1);
    expect(clock.pendingTimers).toEqual([4_000]);
    clock.advance(4_000);
    expect(await call).toMatchObject({ code: 'timeout', retryable: true, status: undefined });
    expect(server.tokenRequests).toHaveLength(1);
    expect(clock.pendingTimers).toEqual([]);
  },
);

test('the timeout is one deadline for all attempts and waits', async () => {
  fixRandom(0.999);
  const { server, client, clock } = await createTestBed();
  server.answerNext({ status: 503 }, { fate: 'reset' }, { fate: 'hang' });
  const call = failureOf(client.token(), clock);
  await server.waitForRequest(3);
  expect(clock.pendingTimers.map(Math.round)).toEqual([10_000 - 999 - 1_998]);
  clock.advanceToNextTimer();
  expect((await call).code).toBe('timeout');
  expect(clock.monotonic()).toBeCloseTo(10_000);
  expect(server.tokenRequests).toHaveLength(3);
});

test('an attempt that would start after the deadline is not made', async () => {
  fixRandom(0.999);
  const { server, client, clock } = await createTestBed({ timeout: 2_500 });
  server.answerAlways({ status: 503 });
  const failure = await failureOf(client.token(), clock);
  expect(failure).toMatchObject({ code: 'server_error', retryable: true, retryAfter: 1_998, cached: false });
  expect(server.tokenRequests).toHaveLength(2);
});

describe('Retry-After', () => {
  const inFiveSeconds = new Date(Date.UTC(2026, 0, 1, 0, 0, 5)).toUTCString();

  it.each([
    { value: '3', wait: 3_000 },
    { value: ' 3 ', wait: 3_000 },
    { value: inFiveSeconds, wait: 5_000 },
    { value: '0', wait: 0 },
    { value: '-5', wait: 500 },
    { value: '1.5', wait: 500 },
    { value: '1e3', wait: 500 },
    { value: 'soon', wait: 500 },
    { value: '', wait: 500 },
    { value: '99999999999999999999', wait: 500 },
    { value: 'Wed, 21 Oct 2015 07:28:00 GMT', wait: 500 },
    { value: 'Wed, 99 Foo 2026 99:99:99 GMT', wait: 500 },
  ])('of "$value" means a wait of $wait ms', async ({ value, wait }) => {
    // Without a `Retry-After`, the wait is 500 ms.
    fixRandom(0.5);
    const { server, client, clock } = await createTestBed();
    server.answerNext({ status: 503, headers: { 'retry-after': value } });
    await outcomeOf(client.token(), clock);
    expect(server.tokenRequests).toHaveLength(2);
    expect(clock.monotonic()).toBe(wait);
  });

  it('beyond the deadline fails at once, and `retryAfter` says when to call again', async () => {
    const { server, client, clock } = await createTestBed();
    server.answerAlways({ status: 429, headers: { 'retry-after': '60' } });
    expect(await failureOf(client.token(), clock)).toMatchObject({ code: 'rate_limited', retryAfter: 60_000 });
    expect(clock.monotonic()).toBe(0);
    expect(server.tokenRequests).toHaveLength(1);
  });

  it.each([
    { options: {}, retryAfter: 300_000 },
    { options: { maxRetryAfter: 20_000 }, retryAfter: 20_000 },
  ])('of a day is capped to $retryAfter ms', async ({ options, retryAfter }) => {
    const { server, client, clock } = await createTestBed(options);
    server.answerNext({ status: 503, headers: { 'retry-after': '86400' } });
    expect((await failureOf(client.token(), clock)).retryAfter).toBe(retryAfter);
    clock.advance(retryAfter - 1);
    const call = client.token();
    await until(() => clock.pendingTimers.length > 1);
    expect(server.tokenRequests).toHaveLength(1);
    expect(clock.advanceToNextTimer()).toBe(1);
    expect(await call).toMatchObject({ tokenType: 'Bearer' });
  });

  it('of a day means a wait of `maxRetryAfter` ms if that ends before the deadline', async () => {
    const { server, client, clock } = await createTestBed({ maxRetryAfter: 5_000 });
    server.answerNext({ status: 503, headers: { 'retry-after': '86400' } });
    expect(await outcomeOf(client.token(), clock)).toMatchObject({ tokenType: 'Bearer' });
    expect(clock.monotonic()).toBe(5_000);
  });
});
