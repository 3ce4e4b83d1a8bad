import type { Answer } from '@grantkit/testing';
import { describe, expect, it, test } from 'vitest';
import { until, watchUnhandledRejections } from './event-loop.ts';
import { callInTurn, createTestBed, quiet, times } from './test-bed.ts';

const outages: Readonly<Record<string, Answer>> = {
  'resets the connection': { fate: 'reset' },
  'never answers': { fate: 'hang' },
  'stops in the middle of a body': { fate: 'hang-body' },
  'closes in the middle of a body': { fate: 'truncate' },
  'says 429': { status: 429 },
  'says 429 and Retry-After': { status: 429, headers: { 'retry-after': '30' } },
  'says 500': { status: 500, body: { error: 'server_error' } },
  'says 503 and Retry-After': { status: 503, headers: { 'retry-after': '86400' } },
  'returns an HTML page of its proxy': {
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<h1>Login</h1>',
  },
  'says 401': { status: 401, body: { error: 'invalid_client' } },
  'says 400': { status: 400, body: { error: 'invalid_scope' } },
  'says 404': { status: 404 },
  redirects: { fate: 'redirect', status: 302, location: 'https://login.example/' },
  'sends an unusable token': { body: { access_token: '', token_type: 'Bearer', expires_in: 0 } },
};

describe.each(Object.entries(outages))('while the server %s', (_, answer) => {
  async function createOutage() {
    let sent = 0;
    const bed = await createTestBed({
      fetch: (input, init) => {
        sent += 1;
        return fetch(input, init);
      },
    });
    const { client, clock, server } = bed;
    const isSilent = typeof answer === 'object' && (answer.fate === 'hang' || answer.fate === 'hang-body');
    const isWaiting = () => clock.pendingTimers.length > 1 || (isSilent && server.tokenRequests.length === sent);
    return { ...bed, settled: () => until(() => !client.explain().renewing || isWaiting()) };
  }

  it('serves the token until it turns hard, without an error and with at most seven requests', async () => {
    const unhandled = watchUnhandledRejections();
    const { server, client, clock, settled } = await createOutage();
    const token = await client.token();
    clock.advance(3_480_000);
    server.answerAlways(answer);

    // The token turns hard after 110 s. There is one call a second.
    for (let second = 0; second < 110; second += 1) {
      expect(await client.token()).toBe(token);
      await settled();
      clock.advance(1_000);
    }
    expect(client.explain()).toMatchObject({ token: { age: 'hard' }, failure: { code: expect.any(String) } });
    expect(server.tokenRequests.length).toBeLessThanOrEqual(1 + 7);
    expect(await unhandled()).toEqual([]);
  });

  it('renews in the background with the first attempt after the server is back', async () => {
    const { server, client, clock, settled } = await createOutage();
    const token = await client.token();
    clock.advance(3_100_000);
    server.answerNext(answer);
    expect(await client.token()).toBe(token);
    await settled();
    expect(server.tokenRequests).toHaveLength(2);
    while (server.issued.length < 2) {
      clock.advance(client.explain().retryAfter || clock.pendingTimers[0] || 0);
      await settled();
      await client.token();
      await settled();
    }
    await until(() => client.explain().failure === undefined);
    expect(await client.token()).not.toBe(token);
    expect(server.tokenRequests).toHaveLength(3);
  });
});

test('when the token is hard, the error says why there is no new one', async () => {
  const { server, client, clock } = await createTestBed();
  await client.token();
  clock.advance(3_590_000);
  server.answerAlways({ status: 404 });
  await expect(client.token()).rejects.toMatchObject({ code: 'not_found', cached: false });
  expect(server.tokenRequests).toHaveLength(2);
});

test('a hundred callers a second during an outage cost no more requests than one caller', async () => {
  const { server, client, clock } = await createTestBed();
  const token = await client.token();
  clock.advance(3_480_000);
  server.answerAlways({ status: 503 });
  for (let second = 0; second < 100; second += 1) {
    expect(await Promise.all(times(100, () => client.token()))).toEqual(times(100, () => token));
    await quiet(client, clock);
    clock.advance(1_000);
  }
  expect(server.tokenRequests.length).toBeLessThanOrEqual(1 + 7);
});

test('one 503 is forgotten after the next success', async () => {
  const { server, client, clock } = await createTestBed();
  await client.token();
  clock.advance(3_100_000);
  server.answerNext({ status: 503 });
  await client.token();
  await clock.timers(2);
  expect(client.explain().failure?.code).toBe('server_error');
  clock.advanceToNextTimer();
  await quiet(client, clock);
  expect(client.explain()).toMatchObject({ failure: undefined, retryAfter: 0, token: { age: 'fresh' } });
  await callInTurn(client, 20);
  expect(server.tokenRequests).toHaveLength(3);
});
