import { expect, test } from 'vitest';
import { observedFetch, startStandardServer, usualDocument } from './start-standard-server.ts';

const openId = '/.well-known/openid-configuration';
const rfc8414 = '/.well-known/oauth-authorization-server';
const day = 86_400_000;

// Of an issuer with a path, OpenID Connect appends the well-known part, and RFC 8414 §3.1 inserts it.
test.each([
  ['', openId, [openId]],
  ['', rfc8414, [openId, rfc8414]],
  ['/', openId, [openId]],
  ['/', rfc8414, [openId, rfc8414]],
  ['/realms/prod', `/realms/prod${openId}`, [`/realms/prod${openId}`]],
  ['/realms/prod', `${rfc8414}/realms/prod`, [`/realms/prod${openId}`, `${rfc8414}/realms/prod`]],
  ['/realms/prod/', `/realms/prod${openId}`, [`/realms/prod${openId}`]],
  ['/realms/prod/', `${rfc8414}/realms/prod`, [`/realms/prod${openId}`, `${rfc8414}/realms/prod`]],
])('an issuer with the path "%s" finds its document at %s', async (issuerPath, documentPath, asked) => {
  const { issuer, connect, documentRequests } = await startStandardServer({
    issuerPath,
    documentPaths: [documentPath],
  });
  const client = connect();
  expect(await client.metadata()).toMatchObject({ issuer });
  await expect(client.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
  expect(documentRequests()).toEqual(asked);
});

test('the document is asked for once, without credentials, for all calls', async () => {
  const { server, connect, documentRequests } = await startStandardServer();
  const client = connect({ headers: { 'x-gateway-key': 'k' } });
  await Promise.all([client.metadata(), client.token(), client.scoped('read').token(), client.metadata()]);
  await client.introspect();
  await client.revoke();
  expect(documentRequests()).toHaveLength(1);
  expect(server.requests[0]).toMatchObject({ headers: { accept: 'application/json', 'x-gateway-key': 'k' }, body: '' });
  expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
});

test('a caller who comes later waits for the same document', async () => {
  const { server, clock, connect, documentRequests } = await startStandardServer();
  const client = connect();
  const arrived = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  server.answerApiNext(() => {
    arrived.resolve();
    return { fate: 'grant', release: release.promise };
  });
  const first = client.metadata();
  await arrived.promise;
  clock.advance(9_000);
  const second = client.metadata();
  release.resolve();
  expect(await second).toBe(await first);
  expect(documentRequests()).toHaveLength(1);
});

test('a client sends nothing before it is used', async () => {
  const { server, connect } = await startStandardServer();
  connect();
  expect(server.requests).toEqual([]);
});

test('metadata returns the members of the document that this grant uses', async () => {
  const { server, issuer, connect } = await startStandardServer();
  expect(await connect().metadata()).toEqual({
    issuer,
    tokenEndpoint: `${server.url}/token`,
    introspectionEndpoint: `${server.url}/introspect`,
    revocationEndpoint: `${server.url}/revoke`,
    jwksUri: `${server.url}/keys`,
    tokenEndpointAuthMethods: ['client_secret_basic', 'client_secret_post'],
  });
});

test('a document with nothing but issuer and token endpoint is enough', async () => {
  const { server, issuer, connect } = await startStandardServer();
  server.answerApiAlways({ body: { issuer, token_endpoint: `${server.url}/token` } });
  const client = connect();
  expect(await client.metadata()).toEqual({ issuer, tokenEndpoint: `${server.url}/token` });
  await expect(client.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
});

test('the document is kept for 24 hours', async () => {
  const { clock, connect, documentRequests } = await startStandardServer();
  const client = connect();
  await client.metadata();
  clock.advance(day - 1);
  await client.metadata();
  await client.token();
  expect(documentRequests()).toHaveLength(1);
});

test('after 24 hours the old document is used while the new one is fetched, and then the new one', async () => {
  const { server, clock, document, connect, documentRequests } = await startStandardServer();
  const observed = observedFetch();
  const client = connect({ fetch: observed.fetch });
  const old = await client.metadata();
  clock.advance(day);
  const release = Promise.withResolvers<void>();
  server.answerApiNext({
    release: release.promise,
    body: { ...document, token_endpoint: `${server.url}/v2/token` },
  });
  expect(await client.metadata()).toBe(old);
  expect(await client.metadata()).toBe(old);
  await client.token();
  expect(server.tokenRequests.map(({ url }) => url)).toEqual(['/token']);

  release.resolve();
  await observed.settled();
  expect(await client.metadata()).toMatchObject({ tokenEndpoint: `${server.url}/v2/token` });
  await client.token({ forceRefresh: true });
  expect(server.tokenRequests.map(({ url }) => url)).toEqual(['/token', '/v2/token']);
  expect(documentRequests()).toHaveLength(2);
});

test.each([
  ['fails', { status: 503 }, 1],
  ['names another issuer', { body: usualDocument('https://evil.example', 'https://evil.example') }, 2],
  ['is a page', { headers: { 'content-type': 'text/html' }, body: '<!doctype html>' }, 2],
] as const)(
  'the old document stays in use if the new one %s, and is asked for once a minute',
  async (_, answer, urls) => {
    const { server, clock, connect } = await startStandardServer();
    const observed = observedFetch();
    const client = connect({ fetch: observed.fetch });
    const old = await client.metadata();
    clock.advance(day);
    server.answerApiAlways(answer);
    for (let minutes = 1; minutes <= 3; minutes += 1) {
      expect(await client.metadata()).toBe(old);
      expect(await observed.settled()).toBe(1 + minutes * urls);
      clock.advance(59_999);
      expect(await client.metadata()).toBe(old);
      expect(await observed.settled()).toBe(1 + minutes * urls);
      clock.advance(1);
    }
    await expect(client.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
  },
);
