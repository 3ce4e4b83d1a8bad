// What twelve libraries get wrong on this very job (docs, style.md), one test each. Where a test of its own goes
// deeper, it is named in the title.
import { inspect } from 'node:util';
import { createAuthorizationServer } from '@grantkit/testing';
import { expect, onTestFinished, test } from 'vitest';
import { memoryTokenCache } from '../src/index.ts';
import {
  callInTurn,
  clientId,
  clientSecret,
  createTestBed,
  failureOf,
  outcomeOf,
  quiet,
  times,
  watchUnhandledRejections,
} from './engine-test-bed.ts';

test('100 callers on an empty cache, and 100 when the token has expired, are 2 requests (lifetimes)', async () => {
  const { server, client, clock } = await createTestBed();
  await Promise.all(times(100, () => client.token()));
  clock.advance(3_600_000);
  await Promise.all(times(100, () => client.token()));
  expect(server.tokenRequests).toHaveLength(2);
});

test.each([60, 240])('tokens that live %i s are not asked for on every call (lifetimes)', async (lifetime) => {
  const { server, client } = await createTestBed({ lifetime });
  await callInTurn(client, 20);
  expect(server.tokenRequests).toHaveLength(1);
});

test.each([3_600, 100])('a server that is down is not noticed with %i s left (static-stability)', async (left) => {
  const { server, client, clock } = await createTestBed({ lifetime: 7_200 });
  const token = await client.token();
  clock.advance((7_200 - left) * 1_000);
  server.answerAlways({ fate: 'reset' });
  expect(await callInTurn(client, 20)).toEqual(times(20, () => token));
  await quiet(client, clock);
  expect(server.tokenRequests.length).toBeLessThanOrEqual(2);
});

test('a 307 to another host gives that host neither the secret nor a say', async () => {
  const stranger = await createAuthorizationServer({ clients: [{ clientId, clientSecret }] });
  onTestFinished(() => stranger.close());
  const { server, client, clock } = await createTestBed();
  server.answerNext({ fate: 'redirect', status: 307, location: stranger.tokenEndpoint });
  expect((await failureOf(client.token(), clock)).code).toBe('redirect_refused');
  expect(stranger.requests).toHaveLength(0);
  expect(client.explain().token).toBeUndefined();
});

test('neither the secret nor a token is printed with an error', async () => {
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
  const printed = `${inspect(failure, { depth: null, showHidden: true })} ${JSON.stringify(failure)} ${failure.stack}`;
  expect(printed).not.toContain(clientSecret);
  expect(printed).not.toContain(accessToken);
  expect(failure.cause).toBeUndefined();
});

test('a wrong secret costs 1 request for 20 calls (refusals)', async () => {
  const { server, client, clock } = await createTestBed({ clientSecret: 'wrong' });
  for (let call = 0; call < 20; call += 1) await failureOf(client.token(), clock);
  expect(server.tokenRequests).toHaveLength(1);
});

test('one 503 is over when the server has recovered (retry)', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerNext({ status: 503 });
  expect(await outcomeOf(client.token(), clock)).toMatchObject({ tokenType: 'Bearer' });
  await callInTurn(client, 20);
  expect(server.tokenRequests).toHaveLength(2);
});

test('a server that is silent is given 10 s, not 45 (retry)', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerNext({ fate: 'hang' });
  const call = failureOf(client.token(), clock);
  await server.waitForRequest(1);
  expect(clock.advanceToNextTimer()).toBe(10_000);
  expect((await call).code).toBe('timeout');
});

test('a token without `expires_in` is not immortal (lifetimes)', async () => {
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

test('a renewal that fails behind the callers is no unhandled rejection (static-stability)', async () => {
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

test('what nobody has: ten processes ask once, and a bad token is given up by name (shared-cache, rotation)', async () => {
  const { server, createClient, clock } = await createTestBed();
  const cache = memoryTokenCache({ clock });
  const clients = times(10, () => createClient({ cache }));
  const tokens = await outcomeOf(Promise.all(clients.map((client) => client.token())), clock);
  expect(server.tokenRequests).toHaveLength(1);
  expect(tokens).toHaveLength(10);
  const [bad] = server.issued;
  await Promise.all(clients.map((client) => client.invalidate(bad?.accessToken ?? '')));
  await outcomeOf(Promise.all(clients.map((client) => client.token())), clock);
  await Promise.all(clients.map((client) => client.invalidate(bad?.accessToken ?? '')));
  await Promise.all(clients.map((client) => client.token()));
  expect(server.tokenRequests).toHaveLength(2);
});
