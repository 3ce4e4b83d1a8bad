import { expect, test } from 'vitest';
import { createPulsoid, type PulsoidOptions } from '../src/index.ts';
import { credentials, startPulsoid } from './start-pulsoid.ts';

const day = 86_400_000;

test("the request and the reply are those of Pulsoid's own example", async () => {
  const sent: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    sent.push(new Request(input, init));
    // docs.pulsoid.net/access-token-management/oauth2-client-credentials-grant-type-server-token
    return new Response(
      '{"access_token":"4edb0b67-79f9-49ef-ab8f-afb05f24c4d1","expires_in":5011271,"token_type":"bearer"}',
    );
  };
  const pulsoid = createPulsoid({ ...credentials, scope: ['profile:create'], fetch });
  const token = await pulsoid.token();

  expect(token).toMatchObject({
    accessToken: '4edb0b67-79f9-49ef-ab8f-afb05f24c4d1',
    tokenType: 'Bearer',
    scope: ['profile:create'],
  });
  expect(token.expiresAt - token.issuedAt).toBe(5_011_271_000);
  const [request] = sent;
  expect([request?.method, request?.url]).toEqual(['POST', 'https://pulsoid.net/oauth2/token']);
  expect(request?.headers.get('authorization')).toBe(
    'Basic YzA0MDNhZjYtOTk4YS00YjIyLWIwOGItY2M3MzI5YmJkYzAzOmIyNzI5Y2IyLWEzNGEtNDY0MS1hYTkyLWI2NmIyZDI3ZWFiZA==',
  );
  // The scope of the example, `profile:create`. Form encoding changes the colon.
  expect(await request?.text()).toBe('grant_type=client_credentials&scope=profile%3Acreate');
});

test.each<[string, Partial<PulsoidOptions>, string]>([
  ['no scope', {}, 'grant_type=client_credentials'],
  ['one scope', { scope: 'profile:create' }, 'grant_type=client_credentials&scope=profile%3Acreate'],
  [
    'two scopes with a space, the standard separator',
    { scope: ['profile:create', 'data:heart_rate:read'] },
    'grant_type=client_credentials&scope=profile%3Acreate+data%3Aheart_rate%3Aread',
  ],
  [
    'two scopes with a comma',
    { scope: 'profile:create data:heart_rate:read', scopeSeparator: ',' },
    'grant_type=client_credentials&scope=profile%3Acreate%2Cdata%3Aheart_rate%3Aread',
  ],
])('the request for %s uses Basic and has nothing else in the body', async (_, options, body) => {
  const { server, pulsoid } = await startPulsoid(options);
  await pulsoid.token();
  expect(server.tokenRequests).toMatchObject([
    {
      method: 'POST',
      url: '/oauth2/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body,
    },
  ]);
});

test('Basic contains id and secret without form encoding', async () => {
  const { server, pulsoid } = await startPulsoid({ clientId: 'a b', clientSecret: 'c+d%e:f' });
  await expect(pulsoid.token()).rejects.toMatchObject({ code: 'invalid_client' });
  expect(server.tokenRequests[0]?.headers['authorization']).toBe(`Basic ${btoa('a b:c+d%e:f')}`);
});

test("without the option `scope` the token's scope is unknown", async () => {
  const { pulsoid } = await startPulsoid();
  expect((await pulsoid.token()).scope).toBeUndefined();
});

test('a token of 58 days is served for 58 days, without a timer', async () => {
  const { server, clock, pulsoid } = await startPulsoid();
  const first = await pulsoid.token();
  expect(first.expiresAt - first.issuedAt).toBe(5_011_271_000);
  expect(clock.pendingTimers).toEqual([]);
  for (let days = 1; days <= 57; days += 1) {
    clock.advance(day);
    expect(await pulsoid.token()).toBe(first);
  }
  expect(server.tokenRequests).toHaveLength(1);

  clock.advance(5_011_271_000 - 57 * day - 10_000);
  expect((await pulsoid.token()).accessToken).not.toBe(first.accessToken);
  expect(server.tokenRequests).toHaveLength(2);
});

const later = { 'retry-after': '3600' };

test.each([
  // The formats that public clients of this endpoint's device flow handle.
  ['a wrong secret', { status: 401, body: { error: 'invalid_client' } }, 'invalid_client', 'secret'],
  ['an unknown scope', { status: 400, body: { error: 'invalid_scope' } }, 'invalid_scope', 'scopes'],
  [
    'an unsupported grant',
    { status: 400, body: { error: 'unsupported_grant_type' } },
    'unsupported_grant_type',
    'grant',
  ],
  [
    'a used grant',
    { status: 400, body: { error: 'invalid_grant', error_description: 'access token already issued' } },
    'invalid_grant',
    undefined,
  ],
  ['an `error` of its own', { status: 400, body: { error: 'expired_token' } }, 'refused', undefined],
  // The format of the API, in case the token endpoint uses it too.
  [
    'a missing subscription',
    { status: 402, body: { error_code: 7007, error_message: 'premium_required' } },
    'refused',
    'subscription',
  ],
  ['a 401 without a body', { status: 401 }, 'invalid_client', 'secret'],
  ['a failed server', { status: 500, headers: later, body: { error_code: '7001' } }, 'server_error', undefined],
  ['too many requests', { status: 429, headers: later }, 'rate_limited', 'TokenCache'],
  ['a failed gateway', { status: 502, headers: later, body: '<html>Bad Gateway</html>' }, 'server_error', 'proxy'],
  ['an HTML page', { status: 200, body: '<!doctype html>' }, 'invalid_response', 'proxy'],
] as const)('the error reply for %s has a code and a hint', async (_, answer, code, hint) => {
  const { server, pulsoid } = await startPulsoid();
  server.answerAlways(answer);
  await expect(pulsoid.token()).rejects.toMatchObject({
    code,
    provider: 'pulsoid',
    status: answer.status,
    hint: hint === undefined ? undefined : expect.stringContaining(hint),
  });
  expect(server.tokenRequests).toHaveLength(1);
});

test('the error shows a code and a message in the format of the API', async () => {
  const { server, pulsoid } = await startPulsoid();
  server.answerNext({
    status: 403,
    body: { error_code: 7010, error_message: 'error_authorization_header_has_wrong_format' },
  });
  await expect(pulsoid.token()).rejects.toMatchObject({
    error: '7010',
    description: 'error_authorization_header_has_wrong_format',
  });
});

test('a wrong secret and an unknown scope are refused', async () => {
  const { pulsoid } = await startPulsoid({ clientSecret: 'wrong' });
  await expect(pulsoid.token()).rejects.toMatchObject({ code: 'invalid_client', status: 401, retryable: false });
  const other = await startPulsoid({ scope: ['widgets:read'] });
  await expect(other.pulsoid.token()).rejects.toMatchObject({ code: 'invalid_scope', status: 400, retryable: false });
});

test.each([
  ['an `error`', { error: 'invalid_client', error_description: 'bad client', error_code: 7001 }, 'bad client'],
  ['only its own code', { error_code: 7009, error_description: 'grant_type is missing' }, 'grant_type is missing'],
])('of an error reply with %s the description stays', async (_, body, description) => {
  const { server, pulsoid } = await startPulsoid();
  server.answerNext({ status: 400, body });
  await expect(pulsoid.token()).rejects.toMatchObject({ description });
});

test('a token beside a code is a token', async () => {
  const { server, pulsoid } = await startPulsoid();
  server.answerNext({ body: { access_token: 'token', token_type: 'bearer', expires_in: 60, error_code: 0 } });
  await expect(pulsoid.token()).resolves.toMatchObject({ accessToken: 'token' });
});
