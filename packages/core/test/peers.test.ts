// What twelve other libraries get wrong, one test each. The title names the file whose tests go deeper.
import { createAuthorizationServer } from '@grantkit/testing';
import { expect, onTestFinished, test } from 'vitest';
import { memoryTokenCache } from '../src/index.ts';
import { watchUnhandledRejections } from './event-loop.ts';
import { failureOf, outcomeOf, outcomesOf } from './failure-of.ts';
import { inspectWhole } from './inspect-whole.ts';
import { callInTurn, clientId, clientSecret, createTestBed, granted, quiet, times } from './test-bed.ts';

test('100 callers on an empty cache, and 100 when the token has expired, are 2 requests (token-lifetime)', async () => {
  const { server, client, clock } = await createTestBed();
  await Promise.all(times(100, () => client.token()));
  clock.advance(3_600_000);
  await Promise.all(times(100, () => client.token()));
  expect(server.tokenRequests).toHaveLength(2);
});

test.each([60, 240])('tokens that live %i s are not requested on every call (token-lifetime)', async (lifetime) => {
  const { server, client } = await createTestBed({ lifetime });
  await callInTurn(client, 20);
  expect(server.tokenRequests).toHaveLength(1);
});

test.each([3_600, 100])(
  'a server that is down fails no call while the token has %i s left (static-stability)',
  async (left) => {
    const { server, client, clock } = await createTestBed({ lifetime: 7_200 });
    const token = await client.token();
    clock.advance((7_200 - left) * 1_000);
    server.answerAlways({ fate: 'reset' });
    expect(await callInTurn(client, 20)).toEqual(times(20, () => token));
    await quiet(client, clock);
    expect(server.tokenRequests.length).toBeLessThanOrEqual(2);
  },
);

test('a 307 to another host sends nothing to that host, and uses nothing of it (token-endpoint-redirects)', async () => {
  const stranger = await createAuthorizationServer({ clients: [{ clientId, clientSecret }] });
  onTestFinished(() => stranger.close());
  const { server, client, clock } = await createTestBed();
  server.answerNext({ fate: 'redirect', status: 307, location: stranger.tokenEndpoint });
  expect((await failureOf(client.token(), clock)).code).toBe('redirect_refused');
  expect(stranger.requests).toHaveLength(0);
  expect(client.explain().token).toBeUndefined();
});

test('an error shows neither the secret nor a token (no-leaks)', async () => {
  const { server, client, clock } = await createTestBed();
  const { accessToken } = await client.token();
  server.answerAlways(({ headers, body }) => ({
    status: 400,
    body: {
      error: 'invalid_request',
      error_description: `${body} ${accessToken}`,
      access_token: accessToken,
      ...headers,
    },
  }));
  const failure = await failureOf(client.token({ forceRefresh: true }), clock);
  const printed = `${inspectWhole(failure)} ${JSON.stringify(failure)} ${failure.stack}`;
  expect(printed).not.toContain(clientSecret);
  expect(printed).not.toContain(accessToken);
  expect(failure.cause).toBeUndefined();
});

test('a wrong secret costs 1 request for 20 calls (refused-credentials)', async () => {
  const { server, client, clock } = await createTestBed({ clientSecret: 'wrong' });
  for (let call = 0; call < 20; call += 1) await failureOf(client.token(), clock);
  expect(server.tokenRequests).toHaveLength(1);
});

test('one 503 fails no call after the server has recovered (retry)', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerNext({ status: 503 });
  expect(await outcomeOf(client.token(), clock)).toMatchObject({ tokenType: 'Bearer' });
  await callInTurn(client, 20);
  expect(server.tokenRequests).toHaveLength(2);
});

test('a server that never answers costs 10 s, not 45 (deadline)', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerNext({ fate: 'hang' });
  const call = failureOf(client.token(), clock);
  await server.waitForRequest(1);
  expect(clock.advanceToNextTimer()).toBe(10_000);
  expect((await call).code).toBe('timeout');
});

test('a token without `expires_in` ends too (token-lifetime)', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerAlways({ fate: 'grant', token: { expires_in: undefined } });
  await client.token();
  clock.advance(300_000);
  await client.token();
  expect(server.tokenRequests).toHaveLength(2);
});

test('one caller who aborts does not reject another (cancellation)', async () => {
  const { server, client, clock } = await createTestBed();
  const caller = new AbortController();
  const calls = [client.token({ signal: caller.signal }), client.token()] as const;
  caller.abort();
  expect((await failureOf(calls[0], clock)).code).toBe('aborted');
  expect(await calls[1]).toMatchObject({ tokenType: 'Bearer' });
  expect(server.tokenRequests).toHaveLength(1);
});

test('a background renewal that fails is not an unhandled rejection (static-stability)', async () => {
  const unhandled = watchUnhandledRejections();
  const { server, client, clock } = await createTestBed();
  await client.token();
  clock.advance(3_500_000);
  server.answerAlways({ status: 404 });
  await client.token();
  await quiet(client, clock);
  expect(client.explain().failure?.code).toBe('not_found');
  expect(await unhandled()).toEqual([]);
});

test('ten processes make one request, and invalidating a bad token spares the newer one (shared-cache, invalidation)', async () => {
  const { server, createClient, clock } = await createTestBed();
  const cache = memoryTokenCache({ clock });
  const clients = times(10, () => createClient({ cache }));
  const callAll = () =>
    outcomesOf(
      clients.map((client) => client.token()),
      clock,
    );
  expect(await callAll()).toEqual(Array(10).fill(expect.objectContaining({ accessToken: granted(server)[0] })));
  expect(server.tokenRequests).toHaveLength(1);
  const [bad] = server.issued;
  await Promise.all(clients.map((client) => client.invalidate(bad?.accessToken ?? '')));
  await callAll();
  await Promise.all(clients.map((client) => client.invalidate(bad?.accessToken ?? '')));
  await Promise.all(clients.map((client) => client.token()));
  expect(server.tokenRequests).toHaveLength(2);
});
