import { expect, test } from 'vitest';
import { failureOf } from './failure-of.ts';
import { clientId, clientSecret, createTestBed, fixRandom, quiet } from './test-bed.ts';

test('before the first call, the explanation shows only the client', async () => {
  const { server, client } = await createTestBed({ scope: 'read write' });
  expect(client.explain()).toEqual({
    provider: 'acme',
    tokenEndpoint: server.tokenEndpoint,
    clientAuth: 'client_secret_post',
    scope: ['read', 'write'],
    token: undefined,
    renewing: false,
    failure: undefined,
    retryAfter: 0,
  });
  expect(server.requests).toHaveLength(0);
});

test('during the first request the client is renewing', async () => {
  const { server, client } = await createTestBed();
  const { promise: release, resolve: answer } = Promise.withResolvers<void>();
  server.answerNext({ fate: 'grant', release });
  const call = client.token();
  expect(client.explain()).toMatchObject({ renewing: true, token: undefined });
  answer();
  await call;
  expect(client.explain().renewing).toBe(false);
});

test('the explanation of a token shows its age and its times', async () => {
  fixRandom(0.5);
  const { client, clock } = await createTestBed({ scope: 'read' });
  await client.token();
  expect(client.explain().token).toEqual({
    age: 'fresh',
    scope: ['read'],
    issuedAt: '2026-01-01T00:00:00.000Z',
    expiresAt: '2026-01-01T01:00:00.000Z',
    renewsIn: 3_000_000,
    servedFor: 3_590_000,
  });
  clock.advance(3_000_000);
  expect(client.explain().token).toMatchObject({ age: 'soft', renewsIn: 0, servedFor: 590_000 });
  clock.advance(590_000);
  expect(client.explain().token).toMatchObject({ age: 'hard', renewsIn: 0, servedFor: 0 });
});

test('the explanation shows the token endpoint that a function has found, from the first token request on', async () => {
  const { server, createClient } = await createTestBed();
  const client = createClient({ provider: { tokenEndpoint: async () => `${server.tokenEndpoint}?key=1` } });
  expect(client.explain().tokenEndpoint).toBeUndefined();
  await client.token();
  expect(client.explain().tokenEndpoint).toBe(`${server.tokenEndpoint}?…`);
});

test('the explanation shows the latest token endpoint, if it has moved', async () => {
  const { server, createClient } = await createTestBed();
  const { port } = new URL(server.url);
  let host = '127.0.0.1';
  const client = createClient({ provider: { tokenEndpoint: async () => `http://${host}:${port}/token` } });
  await client.token();
  host = 'localhost';
  await client.token({ forceRefresh: true });
  expect(client.explain().tokenEndpoint).toBe(`http://localhost:${port}/token`);
});

test('the explanation shows a failed renewal together with the valid token, until the next success', async () => {
  const { server, client, clock } = await createTestBed();
  await client.token();
  clock.advance(3_100_000);
  server.answerNext({ status: 404, headers: { 'retry-after': '60' } });
  await client.token();
  await quiet(client, clock);
  expect(client.explain()).toMatchObject({
    token: { age: 'soft' },
    failure: {
      code: 'not_found',
      message: 'The authorization server has no endpoint at this URL',
      hint: 'Check the host and the path of the endpoint.',
      docs: expect.stringMatching(/errors\.md#not_found$/),
    },
    retryAfter: 60_000,
  });
  clock.advance(60_000);
  expect(client.explain().retryAfter).toBe(0);
  await client.token();
  await quiet(client, clock);
  expect(client.explain()).toMatchObject({ token: { age: 'fresh' }, failure: undefined, retryAfter: 0 });
});

test('the explanation contains no secret, no token and no client id', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerNext(({ body }) => ({ status: 400, body: { error: 'invalid_request', error_description: body } }));
  await failureOf(client.token({ forceRefresh: true }), clock);
  const { accessToken } = await client.token({ forceRefresh: true });
  server.answerNext(({ body }) => ({ status: 400, body: { error: body } }));
  await failureOf(client.token({ forceRefresh: true }), clock);
  const explained = JSON.stringify(client.explain());
  for (const secret of [clientSecret, clientId, accessToken]) expect(explained).not.toContain(secret);
});

test('the explanation does not show an invalidated token', async () => {
  const { client } = await createTestBed();
  await client.invalidate(await client.token());
  expect(client.explain()).toMatchObject({ token: undefined, renewing: false, failure: undefined });
});
