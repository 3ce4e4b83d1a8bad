import { createFakeClock } from '@grantkit/testing';
import { describe, expect, it, test } from 'vitest';
import { GrantError } from '../src/index.ts';
import { Backoff } from '../src/renewal/backoff.ts';
import { until } from './event-loop.ts';
import { failureOf, outcomeOf } from './failure-of.ts';
import { createTestBed, fixRandom, quiet, seedRandom, times } from './test-bed.ts';

const seeds = times(16, (n) => n * 7919 + 1);

/** What `fetch` does during an outage. */
const outages: Readonly<Record<string, () => Promise<Response>>> = {
  'refuses connections': async () => {
    throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
  },
  'says 503': async () => new Response(null, { status: 503 }),
  'says 429 and Retry-After: 0': async () => new Response(null, { status: 429, headers: { 'retry-after': '0' } }),
  'says 503 and Retry-After: 20': async () => new Response(null, { status: 503, headers: { 'retry-after': '20' } }),
  'returns an HTML page': async () => new Response('<html>', { status: 200 }),
  'says 404': async () => new Response(null, { status: 404 }),
  'says invalid_client': async () => Response.json({ error: 'invalid_client' }, { status: 401 }),
};

/** A client whose server can be switched off and on; it grants tokens of a day. */
async function createOutage(fail: () => Promise<Response>) {
  const outage = { isOn: false, requests: 0 };
  const bed = await createTestBed({
    fetch: async () => {
      if (!outage.isOn) return Response.json({ access_token: 'good', token_type: 'Bearer', expires_in: 86_400 });
      outage.requests += 1;
      return fail();
    },
  });
  return { ...bed, outage };
}

describe.each(Object.entries(outages))('while the server %s for ten minutes', { timeout: 60_000 }, (_, fail) => {
  it('one call a second without a token costs at most 15 requests, whatever the jitter', async () => {
    for (const seed of seeds) {
      seedRandom(seed);
      const { client, clock, outage } = await createOutage(fail);
      outage.isOn = true;
      let requests = 0;
      for (let second = 0; second < 600; second += 1) {
        client.token().catch(() => {});
        await quiet(client, clock);
        ({ requests } = outage);
        clock.advance(1_000);
      }
      expect(requests, `seed ${seed}`).toBeLessThanOrEqual(15);
      expect(requests, `seed ${seed}`).toBeGreaterThan(10);
    }
  });

  it('one call a second in the soft window costs at most 15 requests, and the first attempt after the outage renews', async () => {
    for (const seed of seeds) {
      seedRandom(seed);
      const { client, clock, outage } = await createOutage(fail);
      await client.token();
      clock.advance(client.explain().token?.renewsIn ?? 0);
      outage.isOn = true;
      let requests = 0;
      for (let second = 0; second < 600; second += 1) {
        const isHard = client.explain().token?.age === 'hard';
        const call = client.token();
        if (isHard) call.catch(() => {});
        else expect(await call).toMatchObject({ accessToken: 'good' });
        await quiet(client, clock);
        ({ requests } = outage);
        clock.advance(1_000);
      }
      expect(requests, `seed ${seed}`).toBeLessThanOrEqual(15);

      outage.isOn = false;
      for (let wait = 0; client.explain().failure && wait < 5; wait += 1) {
        clock.advance(client.explain().retryAfter);
        client.token().catch(() => {});
        await quiet(client, clock);
      }
      expect(client.explain()).toMatchObject({ failure: undefined, retryAfter: 0, token: { age: 'fresh' } });
    }
  });
});

test('the ceiling of the wait is 1, 2, 4 … 60 s, and jitter makes the wait a random share of it', () => {
  const failure = new GrantError({ code: 'not_found', provider: 'acme', summary: 'No such endpoint' });
  for (const random of [0.25, 0.5, 1 - 2 ** -53]) {
    fixRandom(random);
    const clock = createFakeClock();
    const backoff = new Backoff(clock, 300_000);
    const ceilings = times(9, () => {
      // So that the budget is full.
      clock.advance(600_000);
      backoff.failed(failure);
      return Math.round(backoff.retryAfter() / random);
    });
    expect(ceilings).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  }
});

describe('an attempt in which nothing was sent', () => {
  const unsent = new GrantError({ code: 'credential_unavailable', provider: 'acme', summary: 'No secret' });

  it('neither shortens nor extends the wait that failures of the server ask for', () => {
    fixRandom(0.999_999);
    const clock = createFakeClock();
    const backoff = new Backoff(clock, 300_000);
    const failure = new GrantError({ code: 'server_error', provider: 'acme', summary: 'Failed', retryAfter: 90_000 });
    backoff.failed(failure);
    for (const _ of times(20, () => 'unsent')) backoff.failed(unsent);
    expect([backoff.retryAfter(), backoff.retryAfterOfServer()]).toEqual([90_000, 90_000]);
    clock.advance(90_000);
    expect(backoff.retryAfter()).toBe(0);
  });

  it('does not hold a changed secret back longer than 2 s, although the old one was refused', () => {
    const backoff = new Backoff(createFakeClock(), 300_000);
    const refused = new GrantError({ code: 'invalid_client', provider: 'acme', summary: 'Refused' });
    for (const _ of times(20, () => 'refused')) backoff.failed(refused);
    backoff.failed(unsent);
    expect(backoff.retryAfterForCallers()).toBeLessThanOrEqual(2_000);
  });

  it('is not one that the server answered, whatever code an adapter gives to the answer', () => {
    fixRandom(0.999_999);
    const backoff = new Backoff(createFakeClock(), 300_000);
    const answered = new GrantError({ code: 'invalid_config', provider: 'acme', summary: 'Refused', status: 400 });
    for (const _ of times(5, () => 'answered')) backoff.failed(answered);
    expect(backoff.retryAfter()).toBeGreaterThan(15_000);
  });

  it('respects the wait that its own error asks for, up to `maxRetryAfter`', () => {
    fixRandom(0.5);
    const busy = { code: 'credential_unavailable', provider: 'acme', summary: 'The key store is busy' } as const;
    for (const [retryAfter, wait] of [
      [0, 1_000],
      [30_000, 30_000],
      [400_000, 300_000],
    ] as const) {
      const backoff = new Backoff(createFakeClock(), 300_000);
      backoff.failed(new GrantError({ ...busy, retryAfter }));
      expect([backoff.retryAfterForCallers(), backoff.retryAfterOfServer()]).toEqual([wait, 0]);
    }
  });
});

test('a failure that names no wait does not end the wait that the server asked for before', () => {
  const backoff = new Backoff(createFakeClock(), 300_000);
  const failure = { code: 'server_error', provider: 'acme', summary: 'Failed' } as const;
  backoff.failed(new GrantError({ ...failure, retryAfter: 90_000 }));
  backoff.failed(new GrantError(failure));
  expect(backoff.retryAfterOfServer()).toBe(90_000);
});

describe('the waits between attempts', () => {
  it.each([
    { random: 0, waits: [0, 0] },
    { random: 0.5, waits: [500, 1_000] },
    { random: 0.999, waits: [999, 1_998] },
  ])('are $waits ms if the random number is $random', async ({ random, waits }) => {
    fixRandom(random);
    const { server, client, clock } = await createTestBed();
    server.answerAlways({ fate: 'reset' });
    const call = failureOf(client.token(), clock);
    const starts = [0];
    for (const n of [2, 3]) {
      await server.waitForRequest(n);
      starts.push(clock.monotonic());
    }
    await call;
    expect(starts.slice(1).map((start, n) => Math.round(start - (starts[n] ?? 0)))).toEqual(waits);
  });

  it('grow to a minute at most', async () => {
    fixRandom(0.999_999);
    const { client, clock, outage } = await createOutage(outages['says 404'] as () => Promise<Response>);
    outage.isOn = true;
    for (let attempt = 0; attempt < 30; attempt += 1) {
      clock.advance(client.explain().retryAfter);
      await failureOf(client.token(), clock);
      expect(client.explain().retryAfter).toBeLessThanOrEqual(60_000);
    }
    expect(outage.requests).toBe(30);
    expect(client.explain().retryAfter).toBeGreaterThan(59_000);
  });
});

test('after a success the ceiling of the wait is 1 s again', async () => {
  fixRandom(0.5);
  const { server, client, clock } = await createTestBed();
  for (const _ of times(3, () => 'outage')) {
    server.answerNext({ status: 404 }, { status: 404 });
    await failureOf(client.token(), clock);
    expect(client.explain().retryAfter).toBe(500);
    await failureOf(client.token(), clock);
    expect(client.explain().retryAfter).toBe(1_000);
    await outcomeOf(client.token(), clock);
    expect(client.explain().retryAfter).toBe(0);
    clock.advance(3_600_000);
  }
  expect(server.tokenRequests).toHaveLength(9);
});

test('a call during the backoff waits until an attempt may start, if that is before its deadline', async () => {
  fixRandom(0.5);
  const { server, client, clock } = await createTestBed();
  server.answerNext({ status: 404 });
  await failureOf(client.token(), clock);
  const call = client.token();
  await clock.timers(2);
  expect(server.tokenRequests).toHaveLength(1);
  expect(clock.advanceToNextTimer()).toBe(500);
  expect(await call).toMatchObject({ tokenType: 'Bearer' });
  expect(server.tokenRequests).toHaveLength(2);
});

test('a call during a backoff longer than its deadline fails at once, and `retryAfter` says when to call again', async () => {
  const { server, client, clock, events } = await createTestBed();
  server.answerNext({ status: 503, headers: { 'retry-after': '60' } });
  await failureOf(client.token(), clock);
  clock.advance(20_000);
  const before = clock.monotonic();
  const failures = await Promise.all(times(20, () => failureOf(client.token(), clock)));
  expect(failures[0]).toMatchObject({ code: 'server_error', status: 503, cached: true, retryAfter: 40_000 });
  expect(clock.monotonic()).toBe(before);
  expect(events.at(-1)).toMatchObject({ type: 'held_back', code: 'server_error', retryAfter: 40_000 });
  clock.advance(40_000);
  expect(await client.token()).toMatchObject({ tokenType: 'Bearer' });
  expect(server.tokenRequests).toHaveLength(2);
});

test('a forced refresh makes a request although earlier attempts have just failed', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerNext({ status: 404 });
  await failureOf(client.token(), clock);
  expect(await client.token({ forceRefresh: true })).toMatchObject({ tokenType: 'Bearer' });
  expect(server.tokenRequests).toHaveLength(2);
});

test('when an outage ends, one request serves all callers who wait', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerNext({ fate: 'reset' }, { fate: 'reset' });
  const calls = times(100, () => client.token());
  while (server.tokenRequests.length < 3) {
    await until(() => clock.pendingTimers.length > 1 || server.tokenRequests.length === 3);
    if (clock.pendingTimers.length > 1) clock.advanceToNextTimer();
  }
  expect(new Set(await Promise.all(calls)).size).toBe(1);
  expect(server.tokenRequests).toHaveLength(3);
});
