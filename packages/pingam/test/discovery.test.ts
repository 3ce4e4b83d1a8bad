import { privateKeyJwt } from '@grantkit/client-assertion';
import { expect, test } from 'vitest';
import { createPingAm } from '../src/index.ts';
import { behindProxy } from './behind-proxy.ts';
import { audienceOf, keyClient } from './key-client.ts';
import { credentials, startPingAm, thrownBy, usualMetadata } from './start-pingam.ts';

const realm = '/am/oauth2/realms/root/realms/alpha';
const document = '/.well-known/openid-configuration';

test('the realm is asked once, without credentials, for all calls', async () => {
  const { server, pingam } = await startPingAm({ discovery: true });
  await Promise.all([pingam.metadata(), pingam.token(), pingam.metadata(), pingam.scoped('write').token()]);
  await pingam.introspect();
  await pingam.metadata();
  expect(server.requests.filter(({ method }) => method === 'GET')).toMatchObject([{ url: realm + document, body: '' }]);
  expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
  expect(server.requests[0]?.headers['accept']).toBe('application/json');
});

test('metadata returns what the document says', async () => {
  const { server, pingam } = await startPingAm({ discovery: true });
  const issuer = server.url + realm;
  server.answerApiNext({
    body: {
      issuer,
      token_endpoint: `${issuer}/token`,
      introspection_endpoint: `${issuer}/look`,
      revocation_endpoint: `${issuer}/drop`,
      jwks_uri: `${issuer}/keys`,
    },
  });
  expect(await pingam.metadata()).toEqual({
    issuer,
    tokenEndpoint: `${issuer}/token`,
    introspectionEndpoint: `${issuer}/look`,
    revocationEndpoint: `${issuer}/token/revoke`,
    jwksUri: `${issuer}/keys`,
  });
});

test("an endpoint that the document leaves out is at AM's usual path", async () => {
  const { server, pingam } = await startPingAm({ discovery: true });
  const issuer = server.url + realm;
  server.answerApiNext({ body: { issuer, token_endpoint: `${issuer}/access_token` } });
  expect(await pingam.metadata()).toEqual(usualMetadata(issuer));
});

test('the URL of the document replaces the base URL', async () => {
  const { server } = await startPingAm();
  const discovery = server.url + realm + document;
  const pingam = createPingAm({ ...credentials, discovery });
  await pingam.token();
  expect([pingam.issuer, pingam.jwksUri]).toEqual([server.url + realm, `${server.url}${realm}/connect/jwk_uri`]);
  expect(server.requests.map(({ url }) => url)).toEqual([realm + document, `${realm}/access_token`]);
});

test('an explicit token endpoint wins over the one of the document', async () => {
  const { server } = await startPingAm();
  const tokenEndpoint = `${server.url}/am/oauth2/access_token`;
  const { pingam } = await startPingAm({ baseUrl: `${server.url}/am`, tokenEndpoint, discovery: true });
  await pingam.token();
  expect(server.requests).toMatchObject([{ url: '/am/oauth2/access_token' }]);
  expect(await pingam.metadata()).toMatchObject({
    tokenEndpoint,
    introspectionEndpoint: `${server.url}${realm}/introspect`,
  });
});

test('discovery without a base URL is refused when the client is made', () => {
  const tokenEndpoint = 'https://gateway.example.com/token';
  expect(thrownBy(() => createPingAm({ ...credentials, tokenEndpoint, discovery: true }))).toMatchObject({
    code: 'invalid_config',
    message: expect.stringContaining('`discovery` needs `baseUrl`'),
  });
});

test.each([
  ['/alpha', 'https://am.example.com:443/am/oauth2/realms/root/realms/alpha'],
  ['/', 'https://am.example.com:443/am/oauth2'],
  [undefined, 'https://am.example.com:443/am/oauth2'],
])('for the realm %j the issuer %s, with the default port, is accepted', async (asked, issuer) => {
  const { server } = await startPingAm();
  const options = { realm: asked, baseUrl: 'https://am.example.com/am', discovery: true, fetch: behindProxy(server) };
  const { pingam } = await startPingAm(options);
  expect(await pingam.metadata()).toMatchObject({ issuer, tokenEndpoint: `${issuer}/access_token` });
  await expect(pingam.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
});

test.each(['pingam8', 'openam'] as const)(
  'the token endpoint in the document of %s is the audience of an assertion, unchanged',
  async (dialect) => {
    const { privateKey, registered } = keyClient('RS256');
    const { server, clock } = await startPingAm({}, { dialect, clients: [registered] });
    const context = dialect === 'openam' ? 'openam' : 'am';
    const pingam = createPingAm({
      baseUrl: `https://am.example.com/${context}`,
      realm: '/alpha',
      clientId: registered.clientId,
      clientAuth: privateKeyJwt({ key: privateKey, keyId: 'k1' }),
      discovery: true,
      fetch: behindProxy(server),
      clock,
    });
    await pingam.token();
    expect(audienceOf(server.tokenRequests[0])).toBe(
      `https://am.example.com:443/${context}/oauth2/realms/root/realms/alpha/access_token`,
    );
  },
);

test.each([
  ['names no such endpoint', undefined],
  ['names /revoke, where OpenAM serves nothing', '/revoke'],
])('OpenAM introspects and revokes at the usual paths, if its document %s', async (_, revocation) => {
  const { server, pingam } = await startPingAm({ discovery: true }, { dialect: 'openam' });
  const issuer = `${server.url}/openam/oauth2/realms/root/realms/alpha`;
  const said: object = await (await fetch(issuer + document)).json();
  expect(said).not.toHaveProperty('introspection_endpoint');
  expect(said).not.toHaveProperty('revocation_endpoint');
  server.answerApiNext({ body: { ...said, revocation_endpoint: revocation && issuer + revocation } });
  const { accessToken } = await pingam.token();
  expect(await pingam.introspect()).toMatchObject({ active: true });
  await pingam.revoke();
  expect(await pingam.introspect(accessToken)).toMatchObject({ active: false });
});
