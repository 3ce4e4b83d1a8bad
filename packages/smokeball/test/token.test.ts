import { expect, test } from 'vitest';
import { createSmokeball } from '../src/index.ts';
import { required, startSmokeball } from './start-smokeball.ts';

test.each([
  // docs.smokeball.com/docs/api-docs/h72024p76i8e1-client-credentials-grant
  ['Smokeball', 'client_id', 'client_secret', 'Basic Y2xpZW50X2lkOmNsaWVudF9zZWNyZXQ='],
  // docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
  [
    'Cognito',
    'djc98u3jiedmi283eu928',
    'abcdef01234567890',
    'Basic ZGpjOTh1M2ppZWRtaTI4M2V1OTI4OmFiY2RlZjAxMjM0NTY3ODkw',
  ],
])('the request is the one that %s documents', async (_, clientId, clientSecret, authorization) => {
  const sent: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    sent.push(new Request(input, init));
    return new Response('{"access_token":"dmcxd329ujdmkemkd349r...","expires_in":3600,"token_type":"Bearer"}');
  };
  const token = await createSmokeball({ ...required, clientId, clientSecret, fetch }).token();

  expect(token).toMatchObject({ accessToken: 'dmcxd329ujdmkemkd349r...', tokenType: 'Bearer', scope: undefined });
  expect(token.expiresAt - token.issuedAt).toBe(3_600_000);
  const [request] = sent;
  expect([request?.method, request?.url]).toEqual(['POST', 'https://auth.smokeball.com/oauth2/token']);
  expect(request?.headers.get('authorization')).toBe(authorization);
  expect(request?.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
  expect(await request?.text()).toBe(`grant_type=client_credentials&client_id=${clientId}`);
});

test('the token request contains no API key, no user and no request id', async () => {
  const { server, smokeball } = await startSmokeball({ userId: 'user-1', requestId: 'request-1', accountId: 'one' });
  await smokeball.token();
  expect(server.tokenRequests).toMatchObject([{ method: 'POST', url: '/oauth2/token' }]);
  for (const name of ['x-api-key', 'userid', 'requestid']) {
    expect(server.tokenRequests[0]?.headers, name).not.toHaveProperty(name);
  }
});

test('Basic contains a secret with plus, percent sign and colon without form encoding', async () => {
  const { server, smokeball } = await startSmokeball();
  await smokeball.token();
  expect(server.tokenRequests[0]?.headers['authorization']).toBe(
    `Basic ${btoa('djc98u3jiedmi283eu928:abc+def%01:234')}`,
  );
});

test.each([
  ['matters/read', '&scope=matters%2Fread'],
  [['matters/read', 'documents/write'], '&scope=matters%2Fread+documents%2Fwrite'],
  [[], ''],
])('the scope %j is sent last, with spaces', async (scope, sent) => {
  const { server, smokeball } = await startSmokeball({ scope });
  await smokeball.token();
  expect(server.tokenRequests[0]?.body).toBe(`grant_type=client_credentials&client_id=djc98u3jiedmi283eu928${sent}`);
});

test('a token of six hours, as staging has granted them, is served for six hours', async () => {
  const { server, clock, smokeball } = await startSmokeball();
  server.setLifetime(21_600);
  const first = await smokeball.token();
  expect(first.expiresAt - first.issuedAt).toBe(21_600_000);
  clock.advance(20_900_000);
  expect(await smokeball.token()).toBe(first);
  expect(server.tokenRequests).toHaveLength(1);
  clock.advance(690_000);
  expect(await smokeball.token()).not.toBe(first);
  expect(server.tokenRequests).toHaveLength(2);
});

const later = { 'retry-after': '3600' };

// docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html, and what stands in front of it
test.each([
  ['invalid_client', { status: 400, body: { error: 'invalid_client' } }, 'region `au`, environment `staging`'],
  ['invalid_client', { status: 401, body: { error: 'invalid_client', error_description: 'no' } }, 'region `au`'],
  ['unauthorized_client', { status: 400, body: { error: 'unauthorized_client' } }, 'private apps'],
  ['invalid_scope', { status: 400, body: { error: 'invalid_scope' } }, '`matters/read`'],
  ['invalid_request', { status: 400, body: { error: 'invalid_request' } }, undefined],
  ['invalid_grant', { status: 400, body: { error: 'invalid_grant' } }, undefined],
  ['unsupported_grant_type', { status: 400, body: { error: 'unsupported_grant_type' } }, 'client credentials grant'],
  ['rate_limited', { status: 429, headers: later, body: { message: 'Rate exceeded' } }, 'TokenCache'],
  ['refused', { status: 403, body: { message: 'Forbidden' } }, undefined],
  ['refused', { status: 403, body: { Message: 'User is not authorized to perform: execute-api:Invoke' } }, undefined],
  ['refused', { status: 400, headers: { 'content-type': 'text/html' }, body: '<HTML>Bad request</HTML>' }, 'proxy'],
  ['server_error', { status: 504, headers: later, body: { message: 'Endpoint request timed out' } }, undefined],
  ['not_found', { status: 404, body: 'no' }, 'path'],
  ['redirect_refused', { fate: 'redirect', status: 302, location: 'https://auth.smokeball.com/login' }, 'redirect'],
] as const)('the code is %s for the reply %j', async (code, answer, hint) => {
  const { server, smokeball } = await startSmokeball({ region: 'au', environment: 'staging' });
  server.answerAlways(answer);
  await expect(smokeball.token()).rejects.toMatchObject({
    code,
    provider: 'smokeball',
    status: answer.status,
    hint: hint === undefined ? undefined : expect.stringContaining(hint),
  });
  expect(server.tokenRequests).toHaveLength(1);
});

test.each([
  ['message', { message: 'Forbidden' }],
  ['Message', { Message: 'Forbidden' }],
  ['problem details (RFC 9457)', { type: 'about:blank', title: 'No', status: 403, detail: 'Forbidden', errors: [{}] }],
])('the error shows what the server says in %s', async (_, body) => {
  const { server, smokeball } = await startSmokeball();
  server.answerNext({ status: 403, body });
  await expect(smokeball.token()).rejects.toMatchObject({ description: 'Forbidden' });
});

test('a wrong secret and an unassigned scope are refused with 400, as at Cognito', async () => {
  const { smokeball } = await startSmokeball({ clientSecret: 'wrong' });
  await expect(smokeball.token()).rejects.toMatchObject({ code: 'invalid_client', status: 400, retryable: false });
  const other = await startSmokeball({ scope: 'plugins/read' });
  await expect(other.smokeball.token()).rejects.toMatchObject({ code: 'invalid_scope', status: 400 });
});
