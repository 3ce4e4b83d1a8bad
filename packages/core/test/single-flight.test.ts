import { expect, test } from 'vitest';
import { until } from './event-loop.ts';
import { failureOf } from './failure-of.ts';
import { createTestBed, times } from './test-bed.ts';

test('1000 concurrent callers on an empty client make one request and get the same token', async () => {
  const { server, client } = await createTestBed();
  const tokens = await Promise.all(times(1000, () => client.token()));
  expect(new Set(tokens).size).toBe(1);
  expect(server.tokenRequests).toHaveLength(1);
});

test('callers who arrive during the request join it, with and without a signal', async () => {
  const { server, client } = await createTestBed();
  const { promise: release, resolve: answer } = Promise.withResolvers<void>();
  server.answerNext({ fate: 'grant', release });
  const first = client.token();
  await server.waitForRequest(1);
  const later = times(50, (n) => client.token(n % 2 === 0 ? {} : { signal: new AbortController().signal }));
  answer();
  expect(new Set(await Promise.all([first, ...later])).size).toBe(1);
  expect(server.tokenRequests).toHaveLength(1);
});

test('100 concurrent callers share one failure, and the next call makes a new request', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerNext({ status: 404 });
  const failures = await Promise.all(times(100, () => failureOf(client.token(), clock)));
  expect(new Set(failures).size).toBe(1);
  expect(failures[0]?.code).toBe('not_found');
  expect(server.tokenRequests).toHaveLength(1);

  clock.advance(60_000);
  expect(await client.token()).toMatchObject({ tokenType: 'Bearer' });
  expect(server.tokenRequests).toHaveLength(2);
});

test('100 concurrent forced refreshes make one request', async () => {
  const { server, client } = await createTestBed();
  const old = await client.token();
  const tokens = await Promise.all(times(100, () => client.token({ forceRefresh: true })));
  expect(new Set(tokens).size).toBe(1);
  expect(tokens[0]).not.toBe(old);
  expect(await client.token()).toBe(tokens[0]);
  expect(server.tokenRequests).toHaveLength(2);
});

test('a forced refresh does not join a flight that started before it, and later callers join the forced one', async () => {
  const { server, client } = await createTestBed();
  const { promise: release, resolve: answer } = Promise.withResolvers<void>();
  server.answerNext({ fate: 'grant', release }, { fate: 'grant', release });
  const ordinary = client.token();
  await server.waitForRequest(1);
  const forced = client.token({ forceRefresh: true });
  await server.waitForRequest(2);
  const later = client.token();
  answer();
  expect(await forced).not.toBe(await ordinary);
  expect(await later).toBe(await forced);
  expect(await client.token()).toBe(await forced);
  expect(server.tokenRequests).toHaveLength(2);
});

test('a renewal that started earlier and ends later does not replace the newer token', async () => {
  const { server, client } = await createTestBed();
  const { promise: release, resolve: answer } = Promise.withResolvers<void>();
  server.answerNext({ fate: 'grant', token: { access_token: 'older' }, release });
  const older = client.token();
  await server.waitForRequest(1);
  const newer = await client.token({ forceRefresh: true });
  answer();
  expect((await older).accessToken).toBe('older');
  expect(await client.token()).toBe(newer);
  expect(server.tokenRequests).toHaveLength(2);
});

test('when a flight ends after a forced one has started, callers still join the forced one', async () => {
  const { server, client } = await createTestBed();
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  server.answerNext({ fate: 'grant', release: first.promise }, { fate: 'grant', release: second.promise });
  const ordinary = client.token();
  await server.waitForRequest(1);
  const forced = client.token({ forceRefresh: true });
  await server.waitForRequest(2);
  first.resolve();
  await ordinary;
  const later = client.token({ forceRefresh: true });
  second.resolve();
  expect(await later).toBe(await forced);
  expect(server.tokenRequests).toHaveLength(2);
});

test('a failed forced refresh keeps the token in memory', async () => {
  const { server, client, clock } = await createTestBed();
  const token = await client.token();
  server.answerNext({ status: 400, body: { error: 'invalid_request' } });
  expect((await failureOf(client.token({ forceRefresh: true }), clock)).code).toBe('invalid_request');
  expect(await client.token()).toBe(token);
  expect(server.tokenRequests).toHaveLength(2);
});

test('a listener that asks for a token itself makes no second request', async () => {
  const { server, createClient } = await createTestBed();
  const asked: Promise<unknown>[] = [];
  const client = createClient({ onEvent: ({ type }) => type === 'requested' && asked.push(client.token()) });
  const token = await client.token();
  expect(await Promise.all(asked)).toEqual([token]);
  expect(server.tokenRequests).toHaveLength(1);
});

test('an invalidated token is replaced once for 100 callers who all had it', async () => {
  const { server, client } = await createTestBed();
  const bad = await client.token();
  const replace = async () => {
    await client.invalidate(bad);
    return client.token();
  };
  const tokens = await Promise.all(times(100, replace));
  expect(new Set(tokens).size).toBe(1);
  expect(tokens[0]).not.toBe(bad);
  expect(server.tokenRequests).toHaveLength(2);
});

test('invalidating an old token keeps the newer one', async () => {
  const { server, client } = await createTestBed();
  const old = await client.token();
  const newer = await client.token({ forceRefresh: true });
  await client.invalidate(old);
  await client.invalidate('a token of another client');
  expect(await client.token()).toBe(newer);
  await client.invalidate(newer.accessToken);
  expect(client.explain().token).toBeUndefined();
  expect(server.tokenRequests).toHaveLength(2);
});

test('clients without a cache share nothing: one request each', async () => {
  const { server, createClient } = await createTestBed();
  const clients = times(3, () => createClient());
  await Promise.all(clients.flatMap((client) => times(10, () => client.token())));
  await until(() => clients.every((client) => !client.explain().renewing));
  expect(server.tokenRequests).toHaveLength(3);
});
