import { createFakeClock } from '@grantkit/testing';
import { expect, test } from 'vitest';
import { basic, callApi, postForm, read, startServer, summary, tokenForm } from './requests.ts';

const form = { ...tokenForm, client_id: 'my+Client' };
const clients = [{ clientId: 'my+Client', clientSecret: ['s+1', 's+2'], scope: ['matters/read'] }];
const authorization = basic('my+Client', 's+1');
const options = { dialect: 'smokeball', clients, apiKey: 'key' } as const;

test('accepts raw Basic with the client_id in the body, for each active secret', async () => {
  const { tokenEndpoint, url } = await startServer(options);
  expect(tokenEndpoint).toBe(`${url}/oauth2/token`);
  for (const secret of ['s+1', 's+2']) {
    const response = postForm(tokenEndpoint, form, { authorization: basic('my+Client', secret) });
    const { status, headers, body } = await read(response);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json;charset=UTF-8']);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/),
      expires_in: 3600,
      token_type: 'Bearer',
    });
  }
});

test.each([
  ['a wrong secret', { authorization: basic('my+Client', 'no') }, {}, 'invalid_client'],
  ['form-encoded Basic', { authorization: basic('my%2BClient', 's%2B1') }, {}, 'invalid_client'],
  ['another client_id in the body', { authorization }, { client_id: 'other' }, 'invalid_client'],
  ['a secret in the body', { authorization }, { client_secret: 's+1' }, 'invalid_request'],
  ['an API key', { authorization, headers: { 'x-api-key': 'key' } }, {}, 'invalid_request'],
  ['an unknown scope', { authorization }, { scope: 'matters/write' }, 'invalid_scope'],
  ['another grant type', { authorization }, { grant_type: 'password' }, 'unsupported_grant_type'],
])('refuses %s with 400 and only an error code', async (_, request, parameters, error) => {
  const { tokenEndpoint } = await startServer(options);
  const { status, headers, body } = await read(postForm(tokenEndpoint, { ...form, ...parameters }, request));
  expect([status, body, headers.get('content-type')]).toEqual([400, { error }, 'application/json;charset=UTF-8']);
});

test('refuses Basic without the client_id in the body', async () => {
  const { tokenEndpoint } = await startServer(options);
  const response = postForm(tokenEndpoint, tokenForm, { authorization });
  expect(await summary(response)).toEqual({ status: 400, body: { error: 'invalid_client' } });
});

test('requires both a token and the API key at its API', async () => {
  const clock = createFakeClock();
  const server = await startServer({ ...options, now: clock.now });
  const { body: token } = await read(postForm(server.tokenEndpoint, form, { authorization }));
  const matters = `${server.url}/matters`;
  const key = { 'x-api-key': 'key' };

  expect(await summary(callApi(matters, token.access_token, key))).toEqual({
    status: 200,
    body: { ok: true, path: '/matters' },
  });
  expect(await summary(callApi(matters, 'unknown', key))).toEqual({ status: 401, body: { message: 'Unauthorized' } });
  for (const headers of [{}, { 'x-api-key': 'wrong' }]) {
    const refused = await summary(callApi(matters, token.access_token, headers));
    expect(refused).toEqual({ status: 403, body: { message: 'Forbidden' } });
  }
  clock.advance(3_600_000);
  const expired = await summary(callApi(matters, token.access_token, key));
  expect(expired).toEqual({ status: 401, body: { message: 'The incoming token has expired' } });
});

test('accepts any API key if the option `apiKey` is missing', async () => {
  const server = await startServer({ dialect: 'smokeball', clients });
  const { body: token } = await read(postForm(server.tokenEndpoint, form, { authorization }));
  expect((await callApi(server.url, token.access_token, { 'x-api-key': 'any' })).status).toBe(200);
  expect((await callApi(server.url, token.access_token)).status).toBe(403);
});
