// What is tested here was seen on an OpenAM 16.0.5.
import { expect, test } from 'vitest';
import { basic, postForm, read, startServer, summary, tokenForm } from './requests.ts';
import { createKeyPair, signAssertion } from './sign-assertion.ts';

const clients = [{ clientId: 'myClient', clientSecret: 's=cr%t+:é' }];
const authorization = basic('myClient', 's=cr%t+:é', 'latin1');
const internalError = {
  error: 'server_error',
  error_description:
    'Internal Server Error (500) - The server encountered an unexpected condition which prevented it from fulfilling the request',
};
const failed = { error: 'invalid_client', error_description: 'Client authentication failed' };

test('accepts raw Basic in ISO-8859-1, split at the first colon', async () => {
  const { tokenEndpoint, url } = await startServer({ dialect: 'openam', clients });
  expect(tokenEndpoint).toBe(`${url}/openam/oauth2/realms/root/realms/alpha/access_token`);
  expect((await postForm(tokenEndpoint, tokenForm, { authorization })).status).toBe(200);
});

test.each([
  ['form-encoded Basic', basic('myClient', 's%3Dcr%25t%2B%3A%C3%A9')],
  ['Basic in UTF-8', basic('myClient', 's=cr%t+:é')],
])('refuses %s', async (_, authorization) => {
  const { tokenEndpoint } = await startServer({ dialect: 'openam', clients });
  expect(await summary(postForm(tokenEndpoint, tokenForm, { authorization }))).toEqual({
    status: 401,
    body: failed,
  });
});

test('answers a token request in JSON with 500, and other content types with 400', async () => {
  const { tokenEndpoint } = await startServer({ dialect: 'openam', clients });
  const statusOf = async (type: string) =>
    (await fetch(tokenEndpoint, { method: 'POST', headers: { 'content-type': type }, body: '{}' })).status;
  expect([await statusOf('application/json'), await statusOf('text/plain')]).toEqual([500, 400]);
});

test.each([
  ['/alpha/access_token', '/realms/root/realms/alpha'],
  ['/ALPHA/realms/nested/access_token', '/realms/root/realms/ALPHA/realms/nested'],
  ['/access_token?realm=/alpha', '/realms/root/realms/alpha'],
  ['/access_token?realm=alpha', '/realms/root/realms/alpha'],
  ['/access_token', ''],
])('serves the short URL %s, whose realm is %j', async (short, realm) => {
  const { privateKey, publicKey } = createKeyPair();
  const keyClients = [{ clientId: 'keyClient', publicKeys: [publicKey] }];
  const realms = ['/', '/alpha', '/alpha/nested'];
  const { url } = await startServer({ dialect: 'openam', clients: keyClients, realms });
  const aud = `${url}/openam/oauth2${realm}/access_token`;
  const claims = { iss: 'keyClient', sub: 'keyClient', aud, exp: Date.now() / 1000 + 60 };
  const form = { ...tokenForm, ...signAssertion({ claims, key: privateKey }) };
  expect((await postForm(`${url}/openam/oauth2${short}`, form)).status).toBe(200);
});

test('refuses short URLs of unknown realms and of unknown endpoints', async () => {
  const { url } = await startServer({ dialect: 'openam', clients });
  const ask = (path: string) => summary(postForm(`${url}/openam/oauth2${path}`, tokenForm, { authorization }));
  const message = 'No mapping organization found for organization identifier: /none';
  for (const path of ['/none/access_token', '/access_token?realm=/none']) {
    expect(await ask(path)).toEqual({ status: 404, body: { code: 404, reason: 'Not Found', message } });
  }
  expect((await ask('/alpha/token')).body).toMatchObject({
    message: 'The server has not found anything matching the request URI',
  });
});

test('enforces the registered method only for a client that may have `openid`', async () => {
  const own = { clientSecret: 'secret', method: 'client_secret_post' };
  const { tokenEndpoint } = await startServer({
    dialect: 'openam',
    clients: [
      { ...own, clientId: 'withOpenid', scope: ['read', 'openid'] },
      { ...own, clientId: 'without', scope: ['read'] },
    ],
  });
  const statusOf = async (id: string) =>
    (await postForm(tokenEndpoint, tokenForm, { authorization: basic(id, 'secret') })).status;
  expect([await statusOf('withOpenid'), await statusOf('without')]).toEqual([401, 200]);
});

test('introspects without a challenge, and fails without a token', async () => {
  const { tokenEndpoint } = await startServer({ dialect: 'openam', clients });
  const introspect = (form: Record<string, string>, value = authorization) =>
    read(postForm(tokenEndpoint.replace('access_token', 'introspect'), form, { authorization: value }));
  const { access_token: token } = (await read(postForm(tokenEndpoint, tokenForm, { authorization }))).body;
  expect((await introspect({ token, token_type_hint: 'access_token' })).body).toMatchObject({ active: true });
  expect((await introspect({ token, token_type_hint: 'refresh_token' })).body).toEqual({ active: false });
  expect(await introspect({})).toMatchObject({ status: 400, body: internalError });
  const refused = await introspect({ token }, basic('myClient', 'no'));
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, null]);
});

test.each(['introspect', 'token/revoke'])('at /%s, answers as CREST to PUT, and fails on JSON', async (path) => {
  const { tokenEndpoint } = await startServer({ dialect: 'openam', clients });
  const url = tokenEndpoint.replace('access_token', path);
  expect(await summary(fetch(url, { method: 'PUT', body: 'x' }))).toMatchObject({
    status: 405,
    body: { code: 405, reason: 'Method Not Allowed' },
  });
  const headers = { authorization, 'content-type': 'application/json' };
  const json = fetch(url, { method: 'POST', headers, body: '{"token":"x"}' });
  expect(await summary(json)).toEqual({ status: 400, body: internalError });
});
