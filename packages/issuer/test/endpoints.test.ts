import { memoryTokenCache } from '@grantkit/core';
import { expect, test } from 'vitest';
import { startStandardServer } from './start-standard-server.ts';

test("introspection tells about the client's own token, or about another one", async () => {
  const { server, clock, connect } = await startStandardServer();
  const client = connect({ scope: 'read' });
  const { accessToken, expiresAt } = await client.token();
  const introspection = await client.introspect();
  expect(introspection).toMatchObject({ active: true, clientId: 'reports', scope: ['read'] });
  expect(introspection.expiresAt).toBe(Math.floor(expiresAt / 1_000) * 1_000);
  expect(await client.introspect('another')).toMatchObject({ active: false, scope: undefined });
  clock.advance(3_600_000);
  expect(await client.introspect(accessToken)).toMatchObject({ active: false });
  expect(server.apiRequests.slice(1)).toMatchObject([
    { method: 'POST', url: '/introspect', body: `token=${accessToken}` },
    { method: 'POST', url: '/introspect', body: 'token=another' },
    { method: 'POST', url: '/introspect', body: `token=${accessToken}` },
  ]);
});

test.each(['client_secret_basic', 'client_secret_post'] as const)(
  'introspection and revocation authenticate with %s, as the token request does',
  async (method) => {
    const clients = [{ clientId: 'reports', clientSecret: 's3cr3t-of-reports', method }];
    const { server, connect } = await startStandardServer({ clients });
    const client = connect({ clientAuth: method });
    await client.introspect();
    await client.revoke();
    const isBasic = method === 'client_secret_basic';
    for (const { headers, parameters } of server.requests.filter(({ body }) => body !== '')) {
      expect([headers['authorization'] !== undefined, parameters.has('client_secret')]).toEqual([isBasic, !isBasic]);
    }
    expect(server.requests.map(({ url }) => url).slice(1)).toEqual(['/token', '/introspect', '/revoke']);
  },
);

test('revocation ends the token at the server, in memory and in the shared cache', async () => {
  const { connect } = await startStandardServer();
  const cache = memoryTokenCache();
  const [client, other] = [connect({ cache }), connect({ cache })];
  const { accessToken } = await client.token();
  await client.revoke();
  expect(await client.introspect(accessToken)).toMatchObject({ active: false });
  expect((await client.token()).accessToken).not.toBe(accessToken);
  expect((await other.token()).accessToken).not.toBe(accessToken);
});

test('revocation takes a token of another scope', async () => {
  const { connect } = await startStandardServer();
  const client = connect();
  const { accessToken } = await client.scoped('read').token();
  await client.revoke(accessToken);
  expect((await client.scoped('read').token()).accessToken).not.toBe(accessToken);
});

test('introspection and revocation of a scope take the token of that scope', async () => {
  const { server, connect } = await startStandardServer();
  const client = connect();
  const main = await client.token();
  const reader = client.scoped('read');
  const { accessToken } = await reader.token();
  expect(await reader.introspect()).toMatchObject({ active: true, scope: ['read'] });
  await reader.revoke();
  expect(server.apiRequests.slice(1)).toMatchObject([
    { url: '/introspect', body: `token=${accessToken}` },
    { url: '/revoke', body: `token=${accessToken}` },
  ]);
  expect((await reader.token()).accessToken).not.toBe(accessToken);
  expect(await client.token()).toBe(main);
});

test('all scopes share one metadata document', async () => {
  const { connect, documentRequests } = await startStandardServer();
  const client = connect();
  expect(await client.scoped('read').metadata()).toBe(await client.metadata());
  expect(documentRequests()).toHaveLength(1);
});

test('if the revocation fails, the token stays in use', async () => {
  const { server, connect } = await startStandardServer();
  const client = connect();
  const { accessToken } = await client.token();
  server.answerApiNext({ status: 503 });
  await expect(client.revoke()).rejects.toMatchObject({ code: 'server_error' });
  expect((await client.token()).accessToken).toBe(accessToken);
});

test.each([
  ['introspection_endpoint', 'introspect'],
  ['revocation_endpoint', 'revoke'],
] as const)('without %s in the metadata the call is invalid_config', async (member, call) => {
  const { server, connect } = await startStandardServer({ document: { [member]: undefined } });
  const client = connect();
  const { accessToken } = await client.token();
  for (const token of [undefined, 'another']) {
    await expect(client[call](token)).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.stringContaining(`names no usable \`${member}\``),
    });
  }
  // Nothing was sent, so the token is as good as before.
  expect(server.requests).toHaveLength(2);
  expect((await client.token()).accessToken).toBe(accessToken);
});

test.each([
  ['introspect', 'unauthorized_client', 'If it is right, allow this client to use introspection.'],
  ['revoke', 'unauthorized_client', 'If it is right, allow this client to use revocation.'],
  ['introspect', 'invalid_client', 'Check the client id and its secret'],
  ['revoke', 'invalid_client', 'Check the client id and its secret'],
] as const)(
  "%s refused with %s has a hint without the grant and the token endpoint's methods",
  async (call, error, hint) => {
    const document = { token_endpoint_auth_methods_supported: ['private_key_jwt'] };
    const { server, connect } = await startStandardServer({ document });
    const client = connect();
    await client.metadata();
    server.answerApiNext({ status: 401, body: { error } });
    const refused = client[call]('a token');
    await expect(refused).rejects.toMatchObject({ code: error, hint: expect.stringContaining(hint) });
    await expect(refused).rejects.not.toMatchObject({ hint: expect.stringMatching(/grant|metadata/) });
  },
);

test('without the option `issuer` the client gets tokens, and its other calls are invalid_config', async () => {
  const { server, connect } = await startStandardServer();
  const client = connect({ issuer: undefined, tokenEndpoint: `${server.url}/token` });
  await expect(client.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
  for (const call of [client.metadata, client.introspect, client.revoke, () => client.introspect('another')]) {
    await expect(call()).rejects.toMatchObject({
      code: 'invalid_config',
      provider: new URL(server.url).host,
      message: expect.stringContaining('need the option `issuer`'),
    });
  }
  expect(server.requests.map(({ url }) => url)).toEqual(['/token']);
});

test.each([{}, { active: 'true' }, [], 'eyJhbGciOiJub25lIn0.e30.'])(
  'the introspection reply %j is refused',
  async (body) => {
    const { server, connect } = await startStandardServer();
    const client = connect();
    await client.metadata();
    server.answerApiNext({ body });
    await expect(client.introspect('another')).rejects.toMatchObject({
      code: 'invalid_response',
      message: expect.stringContaining('boolean member `active`'),
    });
  },
);

test('the API gets the token of the client', async () => {
  const { server, connect } = await startStandardServer();
  server.answerApiNext({ fate: 'grant' }, ({ headers }) => ({ body: { got: headers['authorization'] } }));
  const client = connect({ apiBaseUrl: `${server.url}/v1` });
  const reply = await client.api.get('invoices').json();
  expect(reply).toEqual({ got: `Bearer ${server.issued[0]?.accessToken}` });
  expect(server.apiRequests.at(-1)?.url).toBe('/v1/invoices');
});
