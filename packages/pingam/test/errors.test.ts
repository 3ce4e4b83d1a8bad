import { privateKeyJwt } from '@grantkit/client-assertion';
import { expect, test } from 'vitest';
import { keyClient } from './key-client.ts';
import { startPingAm } from './start-pingam.ts';

const registered = [
  { clientId: 'myClient', clientSecret: 'mySecret', scope: ['write'] },
  { clientId: 'poster', clientSecret: 'mySecret', method: 'client_secret_post' },
  { clientId: 'header', clientSecret: 'mySecret', method: 'client_secret_basic' },
];

test.each([
  [
    'E1: a wrong secret in Basic',
    { clientSecret: 'no' },
    401,
    'invalid_client',
    'the realm `/alpha`. AM looks for a client in its realm',
  ],
  ['E1: an unknown client', { clientId: 'nobody' }, 401, 'invalid_client', 'a wrong realm looks like a wrong secret'],
  [
    'E2: a wrong secret in the body',
    { clientSecret: 'no', clientAuth: 'client_secret_post' },
    400,
    'invalid_client',
    'the realm `/alpha`',
  ],
  [
    'E3: Basic for a client that is registered for the body',
    { clientId: 'poster' },
    401,
    'invalid_client',
    'Token Endpoint Authentication Method',
  ],
  [
    'E3: the body for a client that is registered for Basic',
    { clientId: 'header', clientAuth: 'client_secret_post' },
    400,
    'invalid_client',
    'Token Endpoint Authentication Method',
  ],
  [
    'E9: a scope that is not registered',
    { scope: 'read' },
    400,
    'invalid_scope',
    "the client's profile in the realm `/alpha`",
  ],
  ['E12: an unknown realm', { realm: '/beta' }, 404, 'not_found', 'Check that the realm `/beta` exists'],
] as const)('%s is refused by the server itself', async (_, options, status, code, hint) => {
  const { server, pingam } = await startPingAm(options, { clients: registered });
  await expect(pingam.token()).rejects.toMatchObject({
    provider: 'pingam',
    status,
    code,
    hint: expect.stringContaining(hint),
    retryable: false,
  });
  expect(server.tokenRequests).toHaveLength(1);
});

test.each([
  ['E15: a wrong context path', '/openam/oauth2/access_token', 'Check the context path'],
  ['E14: a wrong endpoint', '/am/oauth2/token', 'the context path (`/am`, `/openam`) in `baseUrl`'],
])('%s is a 404 with a hint', async (_, path, hint) => {
  const { server } = await startPingAm();
  const { pingam } = await startPingAm({ tokenEndpoint: server.url + path });
  await expect(pingam.token()).rejects.toMatchObject({ code: 'not_found', hint: expect.stringContaining(hint) });
});

const later = { 'retry-after': '3600' };

// Texts of OpenAM, of the vendor's pages and knowledge base (a65338740, a24000568) and of public reports. E5 (no client)
// and E18 (a redirect URI) cannot happen with this grant.
test.each([
  [
    'E3',
    400,
    'invalid_client',
    'Invalid authentication method for accessing this endpoint.',
    'Set `clientAuth` to that method',
  ],
  [
    'E4',
    400,
    'invalid_request',
    'URLDecoder: Illegal hex characters in escape (%) pattern - For input string: "t1"',
    "Leave `basicEncoding` at `'form'`",
  ],
  ['E6', 400, 'invalid_request', 'Grant type is not set', undefined],
  ['E6', 400, 'invalid_request', 'Invalid Content Type', undefined],
  ['E7', 400, 'unsupported_grant_type', 'Grant type is not supported', 'Enable the client credentials'],
  [
    'E8',
    400,
    'unauthorized_client',
    'The authenticated client is not authorized to use this authorization grant type.',
    'add Client Credentials to its Grant Types',
  ],
  [
    'E8',
    401,
    'unauthorized_client',
    'The authenticated client is not authorized to use this authorization grant type.',
    'add Client Credentials to its Grant Types',
  ],
  [
    'E8',
    400,
    'unauthorized_client',
    "Public clients can't use client credentials grant.",
    'Make the client confidential',
  ],
  ['E9', 400, 'invalid_scope', 'Unknown/invalid scope(s): [x]', "client's profile"],
  ['E9', 400, 'invalid_scope', 'Unknown/invalid scope(s)', "client's profile"],
  [
    'E9',
    400,
    'invalid_scope',
    'No scope requested and no default scope configured',
    'add default scopes to the profile',
  ],
  ['E13', 404, 'not_found', 'No OpenID Connect provider for realm /alpha', 'no OAuth2 Provider service in the realm'],
  ['E17', 400, 'server_error', 'User must be authenticated to issue ID tokens.', 'Remove `openid` from `scope`'],
  ['E17', 400, 'server_error', 'Unexpected', "A retry would fail too. Read the reason in AM's debug log"],
  ['E17', 500, 'server_error', 'Unexpected', undefined],
])('%s: %i %s "%s" has a code and a hint', async (_, status, error, error_description, hint) => {
  const { server, pingam } = await startPingAm();
  // AM often puts the description first.
  server.answerAlways({ status, headers: later, body: { error_description, error } });
  await expect(pingam.token()).rejects.toMatchObject({
    code: error,
    status,
    error,
    description: error_description,
    retryable: status === 500,
    hint: hint === undefined ? undefined : expect.stringContaining(hint),
  });
  expect(server.tokenRequests).toHaveLength(1);
});

const { privateKey } = keyClient('ES256');

test.each([
  ['E10', 'invalid_client', 'JWT has expired', 'clock'],
  ['E10', 'invalid_client', 'JWT expiration time is unreasonable', 'check `lifetime`'],
  ['E10', 'invalid_client', 'JWT is not valid', 'the public key, its `keyId` and the signing algorithm'],
  ['E10', 'invalid_client', 'Audience validation failed', 'expected http'],
  ['E10', 'invalid_client', 'Client authentication failed', 'the public key'],
  ['E10', 'invalid_client', 'Client authentication failed', 'expected http'],
  ['E11', 'invalid_request', 'not right number of dots, 1', undefined],
  ['E11', 'server_error', 'not right number of dots, 1', "AM's debug log"],
])('%s: %s "%s" for an assertion has a hint that is not about secrets', async (_, error, error_description, hint) => {
  const { server, pingam } = await startPingAm({ clientAuth: privateKeyJwt({ key: privateKey }) });
  server.answerAlways({ status: 400, body: { error_description, error } });
  const failure = await pingam.token().catch((thrown: unknown) => thrown);
  expect(failure).toMatchObject({ code: error, status: 400, retryable: false });
  if (hint === undefined) expect(failure).toMatchObject({ hint: undefined });
  else expect(failure).toMatchObject({ hint: expect.stringContaining(hint) });
  expect(failure).not.toMatchObject({ hint: expect.stringContaining('secret') });
});

test.each([
  ['tls_client_auth', 'this certificate or its subject'],
  ['client_secret_jwt', '`audienceIncludesClientId`'],
  ['client_secret_post', 'the client id and secret'],
])('the hint for %s names the credential of that method', async (method, hint) => {
  const clientAuth = { method, usesClientSecret: false, authenticate: () => {} };
  const { server, pingam } = await startPingAm({ clientAuth });
  server.answerAlways({ status: 401, body: { error: 'invalid_client' } });
  await expect(pingam.token()).rejects.toMatchObject({ hint: expect.stringContaining(hint) });
});

test('Q1: an HTTP method that AM does not allow is refused', async () => {
  const { server, pingam } = await startPingAm();
  const body = { error: 'method_not_allowed', error_description: 'Required Method: POST found: GET' };
  server.answerAlways({ status: 405, body });
  await expect(pingam.token()).rejects.toMatchObject({ code: 'refused', status: 405, error: 'method_not_allowed' });
});

const html = { 'content-type': 'text/html;charset=utf-8' };

test.each([
  [
    'E12: an unknown realm, as a CREST error',
    { status: 404, body: { code: 404, reason: 'Not Found', message: 'Realm "/alpha" not found' } },
    'not_found',
    'exists',
  ],
  [
    'E20: a CREST error with a detail',
    { status: 404, body: { code: 404, reason: 'Not Found', message: 'Resource not found', detail: { a: 1 } } },
    'not_found',
    'exists',
  ],
  [
    'E15: the 404 of a container',
    { status: 404, headers: html, body: '<html><title>HTTP Status 404</title></html>' },
    'not_found',
    'context path',
  ],
  [
    'E19: a login page',
    { status: 200, headers: html, body: '<!doctype html><title>Log in</title>' },
    'invalid_response',
    'context path',
  ],
  [
    'E19: a page of a load balancer',
    { status: 503, headers: { ...html, ...later }, body: '<html>Busy</html>' },
    'server_error',
    'proxy',
  ],
  [
    'E19: a gateway without its server',
    { status: 502, headers: later, body: 'Bad Gateway' },
    'server_error',
    undefined,
  ],
  ['E19: a rate limit', { status: 429, headers: later, body: 'slow down' }, 'rate_limited', 'TokenCache'],
  [
    'E16: a server that is not set up yet',
    { fate: 'redirect', status: 302, location: '/am/config/options.htm' },
    'redirect_refused',
    'until it is configured',
  ],
] as const)('%s has a code and a hint', async (_, answer, code, hint) => {
  const { server, pingam } = await startPingAm();
  server.answerAlways(answer);
  await expect(pingam.token()).rejects.toMatchObject({
    code,
    hint: hint === undefined ? undefined : expect.stringContaining(hint),
  });
  expect(server.requests).toHaveLength(1);
});

test("without a realm, hints name the host name's own realm", async () => {
  const { pingam } = await startPingAm({ realm: undefined, clientSecret: 'no' });
  await expect(pingam.token()).rejects.toMatchObject({ hint: expect.stringContaining("the host name's own realm") });
});
