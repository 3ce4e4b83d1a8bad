import { expect, test } from 'vitest';
import { basic, postForm, read, startServer, tokenForm } from './requests.ts';

const clients = [
  { clientId: 'my client', clientSecret: 's=cr%t+:é', scope: ['read', 'write'] },
  { clientId: 'poster', clientSecret: 'secret', method: 'client_secret_post' },
];
const authorization = basic('my+client', 's%3Dcr%25t%2B%3A%C3%A9');

async function errorOf(response: Promise<Response>): Promise<unknown[]> {
  const { status, body } = await read(response);
  return [status, body.error];
}

test('accepts form-encoded Basic, and forbids storing the reply', async () => {
  const { tokenEndpoint } = await startServer({ clients });
  const { status, headers, body } = await read(
    postForm(tokenEndpoint, { ...tokenForm, scope: 'read' }, { authorization }),
  );
  expect(status).toBe(200);
  expect(body).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 3600, scope: 'read' });
  expect(headers.get('cache-control')).toBe('no-store');
});

test('accepts credentials in the body', async () => {
  const { tokenEndpoint } = await startServer({ clients });
  const { body } = await read(
    postForm(tokenEndpoint, { ...tokenForm, client_id: 'my client', client_secret: 's=cr%t+:é' }),
  );
  expect(body.scope).toBe('read write');
});

test('accepts a client_id together with Basic only if both are the same', async () => {
  const { tokenEndpoint } = await startServer({ clients });
  expect((await postForm(tokenEndpoint, { ...tokenForm, client_id: 'my client' }, { authorization })).status).toBe(200);
  expect(await errorOf(postForm(tokenEndpoint, { ...tokenForm, client_id: 'x' }, { authorization }))).toEqual([
    401,
    'invalid_client',
  ]);
});

test.each([
  ['raw Basic', basic('my client', 's=cr%t+:é')],
  ['base64 without padding', authorization.replace(/=+$/, '')],
  ['an unknown client', basic('nobody', 'x')],
  ['a header that is not base64', 'Basic !'],
  ['a method for which the client is not registered', basic('poster', 'secret')],
  ['no credentials', 'Bearer x'],
])('refuses %s with 401 and a challenge', async (_, wrong) => {
  const { tokenEndpoint } = await startServer({ clients });
  const { status, headers, body } = await read(postForm(tokenEndpoint, tokenForm, { authorization: wrong }));
  expect([status, body, headers.get('www-authenticate')]).toEqual([
    401,
    { error: 'invalid_client' },
    'Basic realm="rfc6749"',
  ]);
});

test('refuses two methods in one request', async () => {
  const { tokenEndpoint } = await startServer({ clients });
  const twice = postForm(tokenEndpoint, { ...tokenForm, client_secret: 's=cr%t+:é' }, { authorization });
  expect(await errorOf(twice)).toEqual([400, 'invalid_request']);
});

test.each([
  ['a missing grant type', 'scope=read', 'invalid_request'],
  ['another grant type', 'grant_type=password', 'unsupported_grant_type'],
  ['a repeated parameter', 'grant_type=client_credentials&scope=read&scope=write', 'invalid_request'],
  ['an unknown scope', 'grant_type=client_credentials&scope=read+admin', 'invalid_scope'],
  ['a double space in the scope', 'grant_type=client_credentials&scope=read++write', 'invalid_scope'],
])('refuses %s', async (_, body, error) => {
  const { tokenEndpoint } = await startServer({ clients });
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
  expect(await errorOf(fetch(tokenEndpoint, { method: 'POST', headers, body }))).toEqual([400, error]);
});

test('refuses GET and JSON', async () => {
  const { tokenEndpoint } = await startServer({ clients });
  expect(await errorOf(fetch(tokenEndpoint, { headers: { authorization } }))).toEqual([405, 'invalid_request']);
  const headers = { authorization, 'content-type': 'application/json' };
  const json = fetch(tokenEndpoint, { method: 'POST', headers, body: JSON.stringify(tokenForm) });
  expect(await errorOf(json)).toEqual([400, 'invalid_request']);
});
