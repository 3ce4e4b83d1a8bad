import { expect, test } from 'vitest';
import { basic, callApi, postForm, read, startServer, summary, tokenForm } from './requests.ts';

const clients = [
  { clientId: 'example.com', clientSecret: 's=cr%t +:é', scope: ['write', 'fr:idm:*'] },
  { clientId: 'poster', clientSecret: 'secret', method: 'client_secret_post' },
  { clientId: 'header', clientSecret: 'secret', method: 'client_secret_basic' },
];
const options = { dialect: 'pingam8', clients } as const;
const authorization = basic('example.com', 's%3Dcr%25t+%2B%3A%C3%A9');

test('accepts form-encoded Basic and grants a token with its scope', async () => {
  const { tokenEndpoint, url } = await startServer(options);
  expect(tokenEndpoint).toBe(`${url}/am/oauth2/realms/root/realms/alpha/access_token`);
  const { status, headers, body } = await read(postForm(tokenEndpoint, tokenForm, { authorization }));
  expect(status).toBe(200);
  expect(body).toEqual({
    access_token: expect.any(String),
    scope: 'write fr:idm:*',
    token_type: 'Bearer',
    expires_in: 3599,
  });
  expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
});

test.each([
  '/am/oauth2/access_token',
  '/am/oauth2/realms/root/access_token',
  '/am/oauth2/realms/root/realms/ALPHA/access_token',
])('has a token endpoint at %s', async (path) => {
  const server = await startServer(options);
  expect((await postForm(server.url + path, tokenForm, { authorization })).status).toBe(200);
  expect(server.tokenRequests).toMatchObject([{ url: path }]);
});

test('knows only the realms of the option `realms`', async () => {
  const server = await startServer({ ...options, realms: ['/', '/customers/europe'] });
  const ask = (realms: string) =>
    summary(postForm(`${server.url}/am/oauth2/realms/root${realms}/access_token`, tokenForm, { authorization }));
  expect(await ask('/realms/x')).toEqual({
    status: 404,
    body: { code: 404, reason: 'Not Found', message: 'No mapping organization found for organization identifier: /x' },
  });
  expect((await ask('/realms/customers/realms/europe')).status).toBe(200);
  expect((await ask('/realms/customers')).status).toBe(404);
});

test('answers as CREST for an unknown endpoint, and as the web container for an unknown context', async () => {
  const { url } = await startServer(options);
  const wrongEndpoint = await summary(postForm(`${url}/am/oauth2/token`, tokenForm, { authorization }));
  expect(wrongEndpoint).toMatchObject({ status: 404, body: { code: 404, reason: 'Not Found' } });
  const wrongContext = await postForm(`${url}/openam/oauth2/access_token`, tokenForm, { authorization });
  expect([wrongContext.status, wrongContext.headers.get('content-type')]).toEqual([404, 'text/html;charset=utf-8']);
});

test.each([
  ['a wrong secret', basic('example.com', 'no'), 'Client authentication failed'],
  ['an unknown client', basic('nobody', 'no'), 'Client authentication failed'],
  [
    'a raw plus, which decodes to a space',
    basic('example.com', 's%3Dcr%25t++%3A%C3%A9'),
    'Client authentication failed',
  ],
  [
    'Basic for a client that is registered for another method',
    basic('poster', 'secret'),
    'Invalid authentication method for accessing this endpoint.',
  ],
])('refuses %s in the header with 401 and a challenge', async (_, header, error_description) => {
  const { tokenEndpoint } = await startServer(options);
  const { status, headers, body } = await read(postForm(tokenEndpoint, tokenForm, { authorization: header }));
  expect([status, body]).toEqual([401, { error: 'invalid_client', error_description }]);
  expect(headers.get('www-authenticate')).toBe('Basic realm="/alpha"');
  expect(headers.get('cache-control')).toBe('no-store');
});

test.each([
  ['a wrong secret', { client_id: 'poster', client_secret: 'no' }, 'Client authentication failed'],
  ['no credentials', {}, 'Client authentication failed'],
  [
    'a method for which the client is not registered',
    { client_id: 'header', client_secret: 'secret' },
    'Invalid authentication method for accessing this endpoint.',
  ],
])('refuses %s in the body with 400', async (_, parameters, error_description) => {
  const { tokenEndpoint } = await startServer(options);
  const { status, headers, body } = await read(postForm(tokenEndpoint, { ...tokenForm, ...parameters }));
  expect([status, body]).toEqual([400, { error: 'invalid_client', error_description }]);
  expect(headers.get('www-authenticate')).toBeNull();
});

test('accepts credentials in the body', async () => {
  const { tokenEndpoint } = await startServer(options);
  const { status, body } = await read(
    postForm(tokenEndpoint, { ...tokenForm, client_id: 'poster', client_secret: 'secret' }),
  );
  expect([status, 'scope' in body]).toEqual([200, false]);
});

test.each([
  ['s%3Dcr%t1', 'URLDecoder: Illegal hex characters in escape (%) pattern - Error at index 0 in: "t1"'],
  ['s=cr%1x', 'URLDecoder: Illegal hex characters in escape (%) pattern - Error at index 1 in: "1x"'],
  ['s=cr%', 'URLDecoder: Incomplete trailing escape (%) pattern'],
])('answers the secret %s with the message of Java', async (secret, error_description) => {
  const { tokenEndpoint } = await startServer(options);
  const response = postForm(tokenEndpoint, tokenForm, { authorization: basic('example.com', secret) });
  expect(await summary(response)).toEqual({ status: 400, body: { error: 'invalid_request', error_description } });
});

test.each([
  ['Basic together with a client_id', { client_id: 'example.com' }, 'invalid_request', 'Client authentication failed'],
  ['a missing grant type', { grant_type: '' }, 'invalid_request', 'Grant type is not set'],
  ['another grant type', { grant_type: 'x' }, 'unsupported_grant_type', 'Grant type is not supported'],
  ['unknown scopes', { scope: 'x write y' }, 'invalid_scope', 'Unknown/invalid scope(s): [x, y]'],
  ['a double space in the scope', { scope: 'write  fr:idm:*' }, 'invalid_scope', 'Unknown/invalid scope(s): []'],
])('refuses %s', async (_, parameters, error, error_description) => {
  const { tokenEndpoint } = await startServer(options);
  const response = postForm(tokenEndpoint, { ...tokenForm, ...parameters }, { authorization });
  expect(await summary(response)).toEqual({ status: 400, body: { error, error_description } });
});

test('refuses GET and JSON', async () => {
  const { tokenEndpoint } = await startServer(options);
  expect(await summary(fetch(tokenEndpoint))).toEqual({
    status: 405,
    body: { error: 'method_not_allowed', error_description: 'Required Method: POST found: GET' },
  });
  const json = fetch(tokenEndpoint, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  expect(await summary(json)).toEqual({
    status: 400,
    body: { error: 'invalid_request', error_description: 'Invalid Content Type' },
  });
});

test('accepts its tokens at its API', async () => {
  const server = await startServer(options);
  const { body: token } = await read(postForm(server.tokenEndpoint, tokenForm, { authorization }));
  expect((await callApi(`${server.url}/things`, token.access_token)).status).toBe(200);
  server.rejectIssuedTokens();
  const refused = await callApi(`${server.url}/things`, token.access_token);
  expect(refused.status).toBe(401);
  expect(refused.headers.get('www-authenticate')).toContain('Bearer error="invalid_token"');
});
