import { clientSecretJwt, privateKeyJwt } from '@grantkit/client-assertion';
import { type ClientAuth, memoryTokenCache } from '@grantkit/core';
import type { AuthorizationServer } from '@grantkit/testing';
import { createFakeClock } from '@grantkit/testing';
import { describe, expect, test } from 'vitest';
import { createPingAm, type PingAmClient, type PingAmOptions } from '../src/index.ts';
import { behindProxy } from './behind-proxy.ts';
import { audienceOf, claimsOf, headerOf, keyClient } from './key-client.ts';
import { startPingAm } from './start-pingam.ts';

type AmDialect = 'pingam8' | 'openam';

const dialects = ['pingam8', 'openam'] as const;
const keys = { RS256: keyClient('RS256'), PS256: keyClient('PS256'), ES256: keyClient('ES256') };
const key = keys.RS256.privateKey;
const secret = 's'.repeat(32);
const realms = ['/', '/alpha', '/customers/europe'];
const clients = [
  { ...keys.RS256.registered, clientSecret: secret, publicKeys: Object.values(keys).map(({ publicJwk }) => publicJwk) },
  { clientId: 'basicClient', clientSecret: secret, method: 'client_secret_basic', publicKeys: [keys.RS256.publicJwk] },
  { clientId: 'neighbour', publicKeys: [keys.RS256.publicJwk] },
];

/** AM behind a proxy that ends TLS, and a client with this authentication. */
async function start(
  clientAuth: ClientAuth,
  options: Partial<PingAmOptions> = {},
  dialect: AmDialect = 'pingam8',
): Promise<{ readonly server: AuthorizationServer; readonly pingam: PingAmClient }> {
  const { server, clock } = await startPingAm({}, { dialect, clients, realms });
  const pingam = createPingAm({
    baseUrl: `https://am.example.com/${dialect === 'openam' ? 'openam' : 'am'}`,
    realm: '/alpha',
    clientId: 'keyClient',
    clientSecret: secret,
    clientAuth,
    fetch: behindProxy(server),
    clock,
    ...options,
  });
  return { server, pingam };
}

test.each([
  ['pingam8', 'RS256'],
  ['pingam8', 'PS256'],
  ['pingam8', 'ES256'],
  ['openam', 'RS256'],
] as const)('%s grants a token for private_key_jwt with %s', async (dialect, algorithm) => {
  const clientAuth = privateKeyJwt({ key: keys[algorithm].privateKey, keyId: 'k1', algorithm });
  const { server, pingam } = await start(clientAuth, {}, dialect);
  await expect(pingam.token()).resolves.toMatchObject({ tokenType: 'Bearer', scope: ['write'] });
  const [request] = server.tokenRequests;
  expect(request?.headers).not.toHaveProperty('authorization');
  expect([...(request?.parameters.keys() ?? [])].toSorted()).toEqual([
    'client_assertion',
    'client_assertion_type',
    'client_id',
    'grant_type',
  ]);
  expect(request?.body).not.toContain(secret);
});

// PingAM calls this method private_key_jwt as well.
test('OpenAM fails on PS256, and the hint says so', async () => {
  const clientAuth = privateKeyJwt({ key: keys.PS256.privateKey, keyId: 'k1', algorithm: 'PS256' });
  await expect((await start(clientAuth, {}, 'openam')).pingam.token()).rejects.toMatchObject({
    code: 'server_error',
    status: 400,
    retryable: false,
    hint: expect.stringContaining('OpenAM has no PS256'),
  });
});

test.each(dialects)('%s grants a token for an assertion that is signed with the secret', async (dialect) => {
  const clientAuth = clientSecretJwt({ audienceIncludesClientId: dialect === 'openam' });
  const { server, pingam } = await start(clientAuth, {}, dialect);
  await expect(pingam.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
  expect(server.tokenRequests[0]?.body).not.toContain(secret);
});

test.each(
  dialects.flatMap((dialect) =>
    [undefined, '/', '/alpha', '/customers/europe'].map((realm) => [dialect, realm] as const),
  ),
)('the audience for %s in the realm %j is its token endpoint, in both spellings', async (dialect, realm) => {
  const { server, pingam } = await start(privateKeyJwt({ key, keyId: 'k1' }), { realm }, dialect);
  await pingam.token();
  const path = {
    '/alpha': '/realms/root/realms/alpha',
    '/customers/europe': '/realms/root/realms/customers/realms/europe',
  };
  const own = `${dialect === 'openam' ? '/openam' : '/am'}/oauth2${Reflect.get(path, realm ?? '') ?? ''}/access_token`;
  expect(audienceOf(server.tokenRequests[0])).toEqual([
    `https://am.example.com${own}`,
    `https://am.example.com:443${own}`,
  ]);
});

test('a URL with a port of its own has one spelling', async () => {
  const { server, pingam } = await start(privateKeyJwt({ key }), { baseUrl: 'https://am.example.com:8443/am' });
  await pingam.token();
  expect([audienceOf(server.tokenRequests[0])].flat()).toEqual([
    'https://am.example.com:8443/am/oauth2/realms/root/realms/alpha/access_token',
  ]);
});

test('the option `audience` is sent unchanged', async () => {
  const audience = 'https://am.example.com:443/am/oauth2/realms/root/realms/alpha/access_token';
  const { server, pingam } = await start(privateKeyJwt({ key, audience }));
  await pingam.token();
  expect(audienceOf(server.tokenRequests[0])).toBe(audience);
});

test.each(dialects)('at %s introspection and revocation send a new assertion each time', async (dialect) => {
  const { server, pingam } = await start(privateKeyJwt({ key, keyId: 'k1' }), {}, dialect);
  const { accessToken } = await pingam.token();
  expect(await pingam.introspect()).toMatchObject({ active: true, clientId: 'keyClient' });
  await pingam.revoke();
  expect(await pingam.introspect(accessToken)).toMatchObject({ active: false });
  const ids = server.requests.map((request) => claimsOf(request)['jti']);
  expect(new Set(ids).size).toBe(4);
  // OpenAM expects the endpoint that is called, AM's pages say the token endpoint.
  const realm = `https://am.example.com/${dialect === 'openam' ? 'openam' : 'am'}/oauth2/realms/root/realms/alpha`;
  expect(audienceOf(server.apiRequests[0])).toEqual(
    ['/access_token', '/introspect'].flatMap((path) =>
      [realm, realm.replace('.com', '.com:443')].map((issuer) => issuer + path),
    ),
  );
});

test('introspection in the top realm is for a URL without a realm, as OpenAM computes it', async () => {
  const { server, pingam } = await start(privateKeyJwt({ key, keyId: 'k1' }), { realm: '/' }, 'openam');
  await pingam.token();
  expect(await pingam.introspect()).toMatchObject({ active: true });
  expect(server.apiRequests[0]?.url).toBe('/openam/oauth2/realms/root/introspect');
  expect(audienceOf(server.apiRequests[0])).toContain('https://am.example.com:443/openam/oauth2/introspect');
});

describe("with the audience 'issuer' an assertion is for the issuer alone, at every endpoint", () => {
  const am = 'https://am.example.com';
  test.each<[string, Partial<PingAmOptions>, string]>([
    ['at the usual path', {}, `${am}/am/oauth2/realms/root/realms/alpha`],
    ['in the top realm', { realm: '/' }, `${am}/am/oauth2`],
    ['in the realm of the host name', { realm: undefined }, `${am}/am/oauth2`],
    ['as discovery spells it', { discovery: true }, `${am}:443/am/oauth2/realms/root/realms/alpha`],
    [
      'as discovery spells it, with a token endpoint of its own',
      { discovery: true, tokenEndpoint: `${am}/am/oauth2/realms/root/realms/alpha/access_token` },
      `${am}:443/am/oauth2/realms/root/realms/alpha`,
    ],
  ])('%s', async (_, options, issuer) => {
    const { server, pingam } = await start(privateKeyJwt({ key }), { audience: 'issuer', ...options });
    server.answerAlways({ body: { access_token: 'a-token', token_type: 'Bearer' } });
    await pingam.token();
    server.answerApiAlways({ body: { active: true } });
    await pingam.introspect();
    await pingam.revoke();
    const sent = server.requests.filter(({ method }) => method === 'POST');
    expect(sent.map(audienceOf)).toEqual([issuer, issuer, issuer]);
    expect(sent.map((request) => headerOf(request)['typ'])).toEqual(Array(3).fill('client-authentication+jwt'));
  });

  test('the hint of a refused one names the other audience', async () => {
    const { pingam } = await start(privateKeyJwt({ key }), { audience: 'issuer' });
    await expect(pingam.token()).rejects.toMatchObject({
      description: 'Audience validation failed',
      hint: expect.stringMatching(/expected https:\S+\/alpha\. .*`audience: 'token_endpoint'`/),
    });
  });

  test('OpenAM does not know the type of such an assertion, and the hint says what to do', async () => {
    const clientAuth = privateKeyJwt({ key, keyId: 'k1' });
    await expect((await start(clientAuth, { audience: 'issuer' }, 'openam')).pingam.token()).rejects.toMatchObject({
      code: 'invalid_request',
      hint: expect.stringContaining("Set `audience: 'token_endpoint'`."),
    });
  });

  test('an unknown issuer is invalid_config', async () => {
    const tokenEndpoint = 'https://gateway.example.com/token';
    const options = { clientId: 'c', clientAuth: privateKeyJwt({ key }), tokenEndpoint, baseUrl: undefined };
    expect(() => createPingAm({ ...options, audience: 'issuer' })).toThrow(/`audience` can be `'issuer'` only with/);
  });
});

const expected =
  'expected https://am.example.com/am/oauth2/realms/root/realms/alpha/access_token or ' +
  'https://am.example.com:443/am/oauth2/realms/root/realms/alpha/access_token.';

test.each([
  'https://am.example.com/am/oauth2/realms/root/realms/alpha',
  'https://am.example.com/am/oauth2/realms/root/realms/alpha/access_token',
  'https://am.example.com:443/am/oauth2/access_token',
  ['keyClient'],
])('the audience %j is refused, with a hint that shows the expected one', async (audience) => {
  const { pingam } = await start(privateKeyJwt({ key, audience }));
  await expect(pingam.token()).rejects.toMatchObject({
    code: 'invalid_client',
    status: 400,
    description: 'Audience validation failed',
    hint: expect.stringContaining(expected),
  });
  // AM names the reason, so the key is right.
  await expect(pingam.token()).rejects.toMatchObject({ hint: expect.not.stringContaining('public key') });
});

test('after discovery the hint shows the discovered audience', async () => {
  const { pingam } = await start(privateKeyJwt({ key, audience: 'https://elsewhere.example' }), { discovery: true });
  await expect(pingam.token()).rejects.toMatchObject({
    hint: expect.stringContaining(
      'expected https://am.example.com:443/am/oauth2/realms/root/realms/alpha/access_token.',
    ),
  });
});

const clockHint = "Compare this machine's clock with AM's";
const keyHint = 'the public key, its `keyId` and the signing algorithm';
const long = { key, lifetime: 1800 };

// The server's clock is at 0.
test.each([
  ['an hour late', -3_600_000, privateKeyJwt({ key }), 'pingam8', 'JWT has expired', clockHint],
  ['an hour late', -3_600_000, privateKeyJwt({ key, keyId: 'k1' }), 'openam', 'JWT has expired', clockHint],
  ['a minute early', 60_000, privateKeyJwt(long), 'pingam8', 'JWT expiration time is unreasonable', clockHint],
  ['two days early', 172_800_000, privateKeyJwt({ key, keyId: 'k1' }), 'openam', 'JWT is not valid', keyHint],
  [
    'signed with another key',
    0,
    privateKeyJwt({ key: keyClient('RS256').privateKey }),
    'pingam8',
    'JWT is not valid',
    keyHint,
  ],
  [
    'signed with EdDSA',
    0,
    privateKeyJwt({ key: keyClient('EdDSA').privateKey }),
    'pingam8',
    'JWT is not valid',
    keyHint,
  ],
  ['without the id of its key', 0, privateKeyJwt({ key }), 'openam', 'JWT is not valid', keyHint],
  [
    'an HMAC without the client in `aud`',
    0,
    clientSecretJwt(),
    'openam',
    'JWT is not valid',
    'audienceIncludesClientId',
  ],
] as const)('an assertion that is %s (%i ms) is refused', async (_, skew, clientAuth, dialect, description, hint) => {
  const clock = createFakeClock();
  clock.jump(skew);
  const { server, pingam } = await start(clientAuth, { clock }, dialect);
  await expect(pingam.token()).rejects.toMatchObject({
    code: 'invalid_client',
    status: 400,
    description,
    hint: expect.stringContaining(hint),
    retryable: false,
  });
  expect(server.tokenRequests).toHaveLength(1);
});

test('an assertion with a lifetime of 30 minutes is accepted', async () => {
  await expect((await start(privateKeyJwt(long))).pingam.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
});

test.each([
  ['nobody', 'Client authentication failed', expected],
  ['basicClient', 'Invalid authentication method for accessing this endpoint.', 'Set `clientAuth` to that method'],
])('the client %s is refused, with a hint', async (clientId, description, hint) => {
  const { pingam } = await start(privateKeyJwt({ key }), { clientId });
  await expect(pingam.token()).rejects.toMatchObject({
    code: 'invalid_client',
    status: 400,
    description,
    hint: expect.stringContaining(hint),
  });
});

test('clients with different keys never share a token in a cache', async () => {
  const cache = memoryTokenCache();
  const { server, pingam } = await start(privateKeyJwt({ key }), { cache });
  const share = (clientAuth: ClientAuth) =>
    createPingAm({
      baseUrl: 'https://am.example.com/am',
      realm: '/alpha',
      clientId: 'keyClient',
      clientAuth,
      fetch: behindProxy(server),
      cache,
      clock: createFakeClock(),
    });
  const { accessToken } = await pingam.token();
  expect((await share(privateKeyJwt({ key })).token()).accessToken).toBe(accessToken);
  const other = privateKeyJwt({ key: keys.ES256.privateKey });
  expect((await share(other).token()).accessToken).not.toBe(accessToken);
  expect(server.issued).toHaveLength(2);
});
