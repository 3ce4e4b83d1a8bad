import { expect, test } from 'vitest';
import { startPingAm } from './start-pingam.ts';

const registered = [
  { clientId: 'myClient', clientSecret: 'mySecret', scope: ['write'] },
  { clientId: 'poster', clientSecret: 'mySecret', method: 'client_secret_post' },
  { clientId: 'header', clientSecret: 'mySecret', method: 'client_secret_basic' },
];

test.each([
  [
    'a wrong secret in Basic',
    { clientSecret: 'no' },
    401,
    'invalid_client',
    'the realm `/alpha`: AM looks a client up',
  ],
  ['an unknown client', { clientId: 'nobody' }, 401, 'invalid_client', 'a wrong realm looks like a wrong secret'],
  [
    'a wrong secret in the body',
    { clientSecret: 'no', clientAuth: 'client_secret_post' },
    400,
    'invalid_client',
    'the realm `/alpha`',
  ],
  [
    'Basic for a client of the body',
    { clientId: 'poster' },
    401,
    'invalid_client',
    'Token Endpoint Authentication Method',
  ],
  [
    'the body for a client of Basic',
    { clientId: 'header', clientAuth: 'client_secret_post' },
    400,
    'invalid_client',
    'Token Endpoint Authentication Method',
  ],
  ['a scope of nobody', { scope: 'read' }, 400, 'invalid_scope', "the client's profile in the realm `/alpha`"],
  ['a realm of nobody', { realm: '/beta' }, 404, 'not_found', 'Check that the realm `/beta` exists'],
] as const)('%s, as the server itself refuses it', async (_, options, status, code, hint) => {
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
  ['a wrong context path', '/openam/oauth2/access_token', 'check the context path'],
  ['a wrong endpoint', '/am/oauth2/token', 'the context path (`/am`, `/openam`) in `baseUrl`'],
])('%s is a 404 with a hint', async (_, path, hint) => {
  const { server } = await startPingAm();
  const { pingam } = await startPingAm({ tokenEndpoint: server.url + path });
  await expect(pingam.token()).rejects.toMatchObject({ code: 'not_found', hint: expect.stringContaining(hint) });
});

const later = { 'retry-after': '3600' };

// Texts of OpenAM, of the vendor's knowledge base (a65338740, a24000568) and of public reports.
test.each([
  [400, 'invalid_request', 'Grant type is not set', 'invalid_request', undefined],
  [400, 'invalid_request', 'Invalid Content Type', 'invalid_request', undefined],
  [
    400,
    'unsupported_grant_type',
    'Grant type is not supported',
    'unsupported_grant_type',
    'Enable the client credentials',
  ],
  [
    400,
    'invalid_request',
    'URLDecoder: Illegal hex characters in escape (%) pattern - For input string: "t1"',
    'invalid_request',
    "leave `basicEncoding` at `'form'`",
  ],
  [
    400,
    'invalid_client',
    'Invalid authentication method for accessing this endpoint.',
    'invalid_client',
    'set `clientAuth` to that one',
  ],
  [
    400,
    'unauthorized_client',
    'The authenticated client is not authorized to use this authorization grant type.',
    'unauthorized_client',
    'add Client Credentials to its Grant Types',
  ],
  [
    400,
    'unauthorized_client',
    "Public clients can't use client credentials grant.",
    'unauthorized_client',
    'Make the client confidential',
  ],
  [400, 'invalid_scope', 'Unknown/invalid scope(s): [x]', 'invalid_scope', "client's profile"],
  [
    400,
    'invalid_scope',
    'No scope requested and no default scope configured',
    'invalid_scope',
    'give it default scopes',
  ],
  [
    400,
    'server_error',
    'User must be authenticated to issue ID tokens.',
    'server_error',
    'Take `openid` out of `scope`',
  ],
  [400, 'server_error', 'Unexpected', 'server_error', undefined],
  [500, 'server_error', 'Unexpected', 'server_error', undefined],
  [400, 'invalid_client', 'JWT has expired', 'invalid_client', 'the realm `/alpha`'],
  [
    404,
    'not_found',
    'No OpenID Connect provider for realm /alpha',
    'not_found',
    'no OAuth2 Provider service in the realm',
  ],
  [405, 'method_not_allowed', 'Required Method: POST found: GET', 'refused', undefined],
])('%i %s "%s" is %s', async (status, error, error_description, code, hint) => {
  const { server, pingam } = await startPingAm();
  // AM puts the description first as often as not.
  server.answerAlways({ status, headers: later, body: { error_description, error } });
  await expect(pingam.token()).rejects.toMatchObject({
    code,
    status,
    error,
    description: error_description,
    retryable: status === 500,
    hint: hint === undefined ? undefined : expect.stringContaining(hint),
  });
  expect(server.tokenRequests).toHaveLength(1);
});

const html = { 'content-type': 'text/html;charset=utf-8' };

test.each([
  [
    'a realm that is not there, in the shape of CREST',
    { status: 404, body: { code: 404, reason: 'Not Found', message: 'Realm "/alpha" not found' } },
    'not_found',
    'exists',
  ],
  [
    'the 404 of a container',
    { status: 404, headers: html, body: '<html><title>HTTP Status 404</title></html>' },
    'not_found',
    'context path',
  ],
  [
    'a login page',
    { status: 200, headers: html, body: '<!doctype html><title>Log in</title>' },
    'invalid_response',
    'context path',
  ],
  [
    'a page of a load balancer',
    { status: 503, headers: { ...html, ...later }, body: '<html>Busy</html>' },
    'server_error',
    'proxy',
  ],
  ['a limit', { status: 429, headers: later, body: 'slow down' }, 'rate_limited', 'TokenCache'],
  [
    'a server that is not set up yet',
    { fate: 'redirect', status: 302, location: '/am/config/options.htm' },
    'redirect_refused',
    'not configured yet',
  ],
] as const)('%s has a code and a hint', async (_, answer, code, hint) => {
  const { server, pingam } = await startPingAm();
  server.answerAlways(answer);
  await expect(pingam.token()).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) });
  expect(server.requests).toHaveLength(1);
});

test("without a realm, hints speak of the host name's", async () => {
  const { pingam } = await startPingAm({ realm: undefined, clientSecret: 'no' });
  await expect(pingam.token()).rejects.toMatchObject({ hint: expect.stringContaining("the host name's own realm") });
});
