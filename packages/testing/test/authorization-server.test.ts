import { createAuthorizationServer, createFakeClock, type Dialect, dialects } from '@grantkit/testing';
import { expect, test } from 'vitest';
import { basic, callApi, postForm, read, startServer, tokenForm } from './requests.ts';

const clients = [{ clientId: 'myClient', clientSecret: 'mySecret' }];
const authorization = basic('myClient', 'mySecret');

test('listens on the loopback address, on a port of its own', async () => {
  const [first, second] = [await startServer(), await startServer()];
  expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(first.tokenEndpoint).toBe(`${first.url}/token`);
  expect(second.url).not.toBe(first.url);
});

test('records every request, by path and in order', async () => {
  const server = await startServer({ clients });
  await postForm(server.tokenEndpoint, { ...tokenForm, scope: 'a b' }, { authorization });
  await fetch(`${server.url}/things?page=2`, { method: 'PUT', headers: { 'X-Trace': 't' }, body: '{}' });
  expect(server.tokenRequests).toMatchObject([
    { method: 'POST', url: '/token', body: 'grant_type=client_credentials&scope=a+b', headers: { authorization } },
  ]);
  expect([...(server.tokenRequests[0]?.parameters ?? [])]).toEqual([
    ['grant_type', 'client_credentials'],
    ['scope', 'a b'],
  ]);
  expect(server.apiRequests).toMatchObject([
    { method: 'PUT', url: '/things?page=2', body: '{}', headers: { 'x-trace': 't' } },
  ]);
  expect([...(server.apiRequests[0]?.parameters ?? [])]).toEqual([]);
  expect(server.requests).toEqual([...server.tokenRequests, ...server.apiRequests]);
});

test.each([
  ['{"grant_type":"client_credentials","scope":["a","b"],"n":1}', ['client_credentials', 'a', 'b']],
  ['["a"]', ['a']],
  ['"text"', []],
  ['null', []],
  ['{"cut":', []],
])('reads the texts in the JSON body %s as parameters', async (body, values) => {
  const server = await startServer({ clients });
  await fetch(server.tokenEndpoint, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect([...(server.tokenRequests[0]?.parameters.values() ?? [])]).toEqual(values);
});

test('waits for the n-th token request', async () => {
  const server = await startServer({ clients });
  const second = server.waitForRequest(2);
  await postForm(server.tokenEndpoint, { ...tokenForm, scope: 'first' }, { authorization });
  await postForm(server.tokenEndpoint, { ...tokenForm, scope: 'second' }, { authorization });
  expect((await second).parameters.get('scope')).toBe('second');
  expect((await server.waitForRequest(1)).parameters.get('scope')).toBe('first');
});

test('accepts the tokens that it issued at its API', async () => {
  const server = await startServer({ clients });
  const { body: token } = await read(postForm(server.tokenEndpoint, tokenForm, { authorization }));
  expect((await read(callApi(`${server.url}/things?page=2`, token.access_token))).body).toEqual({
    ok: true,
    path: '/things?page=2',
  });
  expect((await callApi(server.url)).headers.get('www-authenticate')).toBe('Bearer');
  const unknown = await callApi(server.url, 'unknown');
  expect([unknown.status, unknown.headers.get('www-authenticate')]).toEqual([
    401,
    'Bearer error="invalid_token", error_description="The access token is unknown"',
  ]);
});

test('rejects the tokens issued so far, and accepts the next', async () => {
  const server = await startServer({ clients });
  const first = await read(postForm(server.tokenEndpoint, tokenForm, { authorization }));
  server.rejectIssuedTokens();
  const second = await read(postForm(server.tokenEndpoint, tokenForm, { authorization }));
  expect((await callApi(server.url, first.body.access_token)).status).toBe(401);
  expect((await callApi(server.url, second.body.access_token)).status).toBe(200);
});

test('lets tokens expire by the clock of the option `now`', async () => {
  const clock = createFakeClock();
  const server = await startServer({ clients, now: clock.now, lifetime: 60 });
  const first = await read(postForm(server.tokenEndpoint, tokenForm, { authorization }));
  server.setLifetime(120);
  const second = await read(postForm(server.tokenEndpoint, tokenForm, { authorization }));
  expect([first.body.expires_in, second.body.expires_in]).toEqual([60, 120]);
  clock.advance(60_000);
  expect((await callApi(server.url, first.body.access_token)).status).toBe(401);
  expect((await callApi(server.url, second.body.access_token)).status).toBe(200);
  expect(server.issued.map(({ expiresAt, issuedAt }) => expiresAt - issuedAt)).toEqual([60_000, 120_000]);
});

test('accepts both secrets during a rotation', async () => {
  const server = await startServer({ clients });
  const ask = async (secret: string) =>
    (await postForm(server.tokenEndpoint, tokenForm, { authorization: basic('myClient', secret) })).status;
  server.setClientSecret('myClient', ['mySecret', 'next']);
  expect([await ask('mySecret'), await ask('next')]).toEqual([200, 200]);
  server.setClientSecret('myClient', 'next');
  expect([await ask('mySecret'), await ask('next')]).toEqual([401, 200]);
  expect(() => server.setClientSecret('nobody', 'x')).toThrow('The server knows no client "nobody"');
});

test('keeps scripted answers of the API and of the token endpoint apart', async () => {
  const server = await startServer({ clients });
  server.answerApiAlways({ status: 404 });
  server.answerApiNext({ status: 429, headers: { 'retry-after': '1' } }, { fate: 'grant' });
  const statuses = [];
  for (let count = 0; count < 3; count++) statuses.push((await callApi(server.url)).status);
  expect(statuses).toEqual([429, 401, 404]);
  expect((await postForm(server.tokenEndpoint, tokenForm, { authorization })).status).toBe(200);
});

test('forgets requests and scripted answers on reset, and keeps clients and tokens', async () => {
  const server = await startServer({ clients });
  const { body: token } = await read(postForm(server.tokenEndpoint, tokenForm, { authorization }));
  server.answerNext({ status: 500 });
  server.answerAlways({ status: 500 });
  server.answerApiNext({ status: 500 });
  server.answerApiAlways({ status: 500 });
  server.reset();
  expect([server.requests, server.tokenRequests, server.apiRequests]).toEqual([[], [], []]);
  expect((await callApi(server.url, token.access_token)).status).toBe(200);
  expect((await postForm(server.tokenEndpoint, tokenForm, { authorization })).status).toBe(200);
  expect(await server.waitForRequest(1)).toBe(server.tokenRequests[0]);
});

test('accepts a dialect, a token path and a lifetime of your own', async () => {
  const acme: Dialect = {
    ...dialects.rfc6749,
    name: 'acme',
    tokenMembers: ({ accessToken, lifetime }) => ({ access_token: accessToken, expires_in: String(lifetime) }),
  };
  const server = await startServer({ clients, dialect: acme, tokenPath: '/v2/token', lifetime: 5 });
  expect(server.tokenEndpoint).toBe(`${server.url}/v2/token`);
  const { body } = await read(postForm(server.tokenEndpoint, tokenForm, { authorization }));
  expect(body).toEqual({ access_token: expect.any(String), expires_in: '5' });
});

test('a dialect can name the URL of its API in the token reply', async () => {
  const acme: Dialect = {
    ...dialects.rfc6749,
    tokenMembers: ({ accessToken }, { url }) => ({ access_token: accessToken, instance_url: `${url}/eu` }),
  };
  const server = await startServer({ clients, dialect: acme });
  const { body } = await read(postForm(server.tokenEndpoint, tokenForm, { authorization }));
  expect(body).toMatchObject({ instance_url: `${server.url}/eu` });
});

test('tells the time of its own clock in the header `Date`, unless the test scripts another one', async () => {
  const clock = createFakeClock();
  const server = await startServer({ clients, now: clock.now });
  const dateOf = async (url: string) => (await fetch(url, { redirect: 'manual' })).headers.get('date');
  expect(await dateOf(server.url)).toBe('Thu, 01 Jan 2026 00:00:00 GMT');
  clock.advance(90_000);
  const scripted = new Date(0).toUTCString();
  server.answerApiNext({ fate: 'redirect', status: 302, location: '/' }, { headers: { date: scripted } });
  expect([await dateOf(server.url), await dateOf(server.url)]).toEqual(['Thu, 01 Jan 2026 00:01:30 GMT', scripted]);
});

test('refuses the name of an unknown dialect', async () => {
  const dialect = 'acme' as keyof typeof dialects;
  await expect(createAuthorizationServer({ dialect })).rejects.toThrow(
    'The dialect "acme" is unknown. Use one of rfc6749',
  );
});

test('destroys waiting connections when it closes', async () => {
  const server = await createAuthorizationServer();
  server.answerNext({ fate: 'hang' }, { release: new Promise(() => {}) });
  const outcomes = [1, 2].map(() => postForm(server.tokenEndpoint, tokenForm).catch((error: Error) => error.message));
  await server.waitForRequest(2);
  await Promise.all([server.close(), server.close()]);
  expect(await Promise.all(outcomes)).toEqual(['fetch failed', 'fetch failed']);
  await expect(fetch(server.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
});

test('closes at the end of an await using block', async () => {
  let url: string;
  {
    await using server = await createAuthorizationServer();
    url = server.url;
  }
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});
