import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { until, watchUnhandledRejections } from './event-loop.ts';
import { failureOf, outcomeOf } from './failure-of.ts';
import { createTestBed, quiet, times } from './test-bed.ts';

test('an abort rejects its own caller only, and the other caller gets the token', async () => {
  const { server, client, clock } = await createTestBed();
  const { promise: release, resolve: answer } = Promise.withResolvers<void>();
  server.answerNext({ fate: 'grant', release });
  const caller = new AbortController();
  const aborted = client.token({ signal: caller.signal });
  const other = client.token({ signal: new AbortController().signal });
  await server.waitForRequest(1);

  caller.abort();
  expect(await failureOf(aborted, clock)).toMatchObject({ code: 'aborted', retryable: false, provider: 'acme' });
  answer();
  expect(await other).toMatchObject({ tokenType: 'Bearer' });
  expect(await client.token()).toBe(await other);
  expect(server.tokenRequests).toHaveLength(1);
});

test('the caller who started the request can abort, and the others still get the token', async () => {
  const { server, client, clock } = await createTestBed();
  const { promise: release, resolve: answer } = Promise.withResolvers<void>();
  server.answerNext({ fate: 'grant', release });
  const starter = new AbortController();
  const left = client.token({ signal: starter.signal });
  const others = times(99, () => client.token());
  starter.abort(new Error('the reason of the caller'));
  expect((await failureOf(left, clock)).code).toBe('aborted');
  answer();
  expect(new Set(await Promise.all(others)).size).toBe(1);
  expect(server.tokenRequests).toHaveLength(1);
});

test('when all callers have aborted, the connection is closed, and the next call makes a new request', async () => {
  const closed: Promise<unknown>[] = [];
  const silent = createServer((request) => void closed.push(once(request.socket, 'close'))).listen(0, '127.0.0.1');
  onTestFinished(() => void silent.close());
  await once(silent, 'listening');
  const tokenEndpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/token`;
  const { client, clock } = await createTestBed({ provider: { tokenEndpoint } });

  const callers = [new AbortController(), new AbortController()];
  const calls = callers.map(({ signal }) => client.token({ signal }));
  await until(() => closed.length === 1);
  for (const caller of callers) caller.abort();
  const failures = await Promise.all(calls.map((call) => failureOf(call, clock)));
  expect(failures.map(({ code }) => code)).toEqual(['aborted', 'aborted']);
  await closed[0];
  expect(clock.pendingTimers).toEqual([]);
  expect(client.explain()).toMatchObject({ renewing: false, failure: undefined, retryAfter: 0 });

  const caller = new AbortController();
  const call = client.token({ signal: caller.signal });
  await until(() => closed.length === 2);
  caller.abort();
  expect((await failureOf(call, clock)).code).toBe('aborted');
  await closed[1];
});

test('a signal that is aborted already costs no request, even if a token is in memory', async () => {
  const { server, client, clock } = await createTestBed();
  const signal = AbortSignal.abort();
  expect((await failureOf(client.token({ signal }), clock)).code).toBe('aborted');
  expect(server.requests).toHaveLength(0);
  await client.token();
  expect((await failureOf(client.token({ signal }), clock)).code).toBe('aborted');
  expect(server.tokenRequests).toHaveLength(1);
});

test('an abort during the wait between two attempts leaves no timer pending', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerNext({ status: 503 });
  const caller = new AbortController();
  const call = client.token({ signal: caller.signal });
  await clock.timers(2);
  caller.abort();
  expect((await failureOf(call, clock)).code).toBe('aborted');
  expect(clock.pendingTimers).toEqual([]);
  expect(await outcomeOf(client.token(), clock)).toMatchObject({ tokenType: 'Bearer' });
  expect(server.tokenRequests).toHaveLength(2);
});

test('a caller who aborts does not stop the background renewal', async () => {
  const { server, client, clock } = await createTestBed();
  const old = await client.token();
  clock.advance(3_500_000);
  const { promise: release, resolve: answer } = Promise.withResolvers<void>();
  server.answerNext({ fate: 'grant', release });
  expect(await client.token()).toBe(old);
  // Now the old token is hard, and a caller has to wait for the renewal.
  clock.advance(95_000);
  const caller = new AbortController();
  const call = client.token({ signal: caller.signal });
  caller.abort();
  expect((await failureOf(call, clock)).code).toBe('aborted');
  answer();
  await quiet(client, clock);
  expect(await client.token()).not.toBe(old);
  expect(server.tokenRequests).toHaveLength(2);
});

test('an abort after the token has arrived does nothing', async () => {
  const unhandled = watchUnhandledRejections();
  const { server, client } = await createTestBed();
  const caller = new AbortController();
  const token = await client.token({ signal: caller.signal });
  caller.abort();
  expect(await unhandled()).toEqual([]);
  expect(await client.token()).toBe(token);
  expect(server.tokenRequests).toHaveLength(1);
});

test('the async context of the caller who starts the work reaches neither the request nor the secret', async () => {
  const caller = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  const { server, client, clock } = await createTestBed({
    clientSecret: () => {
      seen.push(caller.getStore());
      return 'the-secret';
    },
    fetch: (input, init) => {
      seen.push(caller.getStore());
      return fetch(input, init);
    },
  });
  server.answerNext({ status: 503 });
  await caller.run('first', async () => {
    await outcomeOf(client.token(), clock);
    expect(caller.getStore()).toBe('first');
  });
  clock.advance(3_500_000);
  await caller.run('second', () => client.token());
  await quiet(client, clock);
  await caller.run('third', () => client.token({ forceRefresh: true }));
  expect(server.tokenRequests).toHaveLength(4);
  expect(seen).toEqual(times(8, () => undefined));
});

test('callers who each abort after a second cost a hanging server at most 15 requests in ten minutes', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerAlways({ fate: 'hang' });
  for (let second = 0; second < 600; second += 1) {
    const sent = server.tokenRequests.length;
    const caller = new AbortController();
    const call = client.token({ signal: caller.signal }).catch(() => {});
    const isWaiting = () => !client.explain().renewing || clock.pendingTimers.length > 1;
    await until(() => server.tokenRequests.length > sent || isWaiting());
    clock.advance(1_000);
    caller.abort();
    await call;
    await until(() => !client.explain().renewing);
  }
  expect(server.tokenRequests.length).toBeLessThanOrEqual(15);
  expect(client.explain().failure).toMatchObject({ code: 'timeout' });

  server.answerAlways(undefined);
  clock.advance(60_000);
  expect(await client.token()).toMatchObject({ tokenType: 'Bearer' });
});

test('callers who abort within a second do not count as a failure of the server', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerAlways({ fate: 'hang' });
  for (let count = 1; count <= 20; count += 1) {
    const caller = new AbortController();
    const call = client.token({ signal: caller.signal }).catch(() => {});
    await server.waitForRequest(count);
    clock.advance(999);
    caller.abort();
    await call;
  }
  expect(client.explain()).toMatchObject({ failure: undefined, retryAfter: 0 });
});
