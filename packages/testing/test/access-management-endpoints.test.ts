import { type AuthorizationServer, createFakeClock } from '@grantkit/testing';
import { expect, test } from 'vitest';
import { basic, callApi, postForm, read, startServer, summary, tokenForm } from './requests.ts';
import { createKeyPair, signAssertion } from './sign-assertion.ts';

const clients = [
  { clientId: 'myClient', clientSecret: 'secret', scope: ['write'] },
  { clientId: 'neighbour', clientSecret: 'secret' },
  { clientId: 'auditor', clientSecret: 'secret', scope: ['am-introspect-all-tokens'] },
];
const authorization = basic('myClient', 'secret');

/** The base URL of the realm's endpoints. */
const realmUrl = ({ tokenEndpoint }: AuthorizationServer) => tokenEndpoint.replace('/access_token', '');

/** Starts a server and gets a token for `myClient`. */
async function start(dialect: 'pingam8' | 'openam' = 'pingam8') {
  const clock = createFakeClock({ now: Date.UTC(2026, 0, 1) });
  const server = await startServer({ dialect, clients, now: clock.now });
  const { body } = await read(postForm(server.tokenEndpoint, tokenForm, { authorization }));
  return { server, realm: realmUrl(server), token: body.access_token, clock };
}

test.each([
  ['pingam8', 'Bearer', '(age!myClient)'],
  ['openam', 'access_token', 'myClient'],
] as const)('%s introspects a token and calls it %s of %s', async (dialect, token_type, sub) => {
  const { realm, token } = await start(dialect);
  expect(await summary(postForm(`${realm}/introspect`, { token }, { authorization }))).toEqual({
    status: 200,
    body: {
      active: true,
      scope: 'write',
      client_id: 'myClient',
      user_id: 'myClient',
      token_type,
      exp: Date.UTC(2026, 0, 1) / 1000 + 3599,
      sub,
      iss: realm,
    },
  });
});

test('a token is active for its own client and for a client that may see all tokens, until it expires', async () => {
  const { realm, token, clock } = await start();
  const isActive = async (clientId: string, asked = token) => {
    const response = postForm(`${realm}/introspect`, { token: asked }, { authorization: basic(clientId, 'secret') });
    return (await summary(response)).body;
  };
  expect(await isActive('myClient')).toMatchObject({ active: true });
  expect(await isActive('auditor')).toMatchObject({ active: true, client_id: 'myClient' });
  expect(await isActive('neighbour')).toEqual({ active: false });
  expect(await isActive('myClient', 'nonsense')).toEqual({ active: false });
  clock.advance(3_599_000);
  expect(await isActive('myClient')).toEqual({ active: false });
});

test('the scope for all tokens does nothing at OpenAM', async () => {
  const { realm, token } = await start('openam');
  const auditor = { authorization: basic('auditor', 'secret') };
  expect((await summary(postForm(`${realm}/introspect`, { token }, auditor))).body).toEqual({ active: false });
});

test.each(['pingam8', 'openam'] as const)('%s revokes only at /token/revoke', async (dialect) => {
  const { server, realm, token } = await start(dialect);
  expect((await callApi(`${server.url}/api`, token)).status).toBe(200);
  expect(await summary(postForm(`${realm}/revoke`, { token }, { authorization }))).toMatchObject({
    status: 404,
    body: { code: 404, reason: 'Not Found' },
  });
  expect(await summary(postForm(`${realm}/token/revoke`, { token }, { authorization }))).toEqual({
    status: 200,
    body: {},
  });
  expect((await callApi(`${server.url}/api`, token)).status).toBe(401);
  expect((await postForm(`${realm}/token/revoke`, { token }, { authorization })).status).toBe(200);
});

test("does not revoke another client's token", async () => {
  const { realm, token } = await start();
  const neighbour = { authorization: basic('neighbour', 'secret') };
  expect(await summary(postForm(`${realm}/token/revoke`, { token }, neighbour))).toEqual({
    status: 400,
    body: {
      error: 'invalid_grant',
      error_description: `The provided token id : ${token} belongs to different access grant.`,
    },
  });
});

test.each(['introspect', 'token/revoke'])(
  '/%s requires a token in the body and the credentials of a client',
  async (path) => {
    const { realm, token } = await start();
    const url = `${realm}/${path}`;
    expect((await fetch(url)).status).toBe(405);
    const missing = { error: 'invalid_request', error_description: 'Missing parameter: token' };
    expect(await summary(postForm(url, {}, { authorization }))).toEqual({ status: 400, body: missing });
    expect((await summary(postForm(`${url}?token=${token}`, {}, { authorization }))).status).toBe(400);
    expect((await postForm(url, { token }, { authorization: basic('myClient', 'no') })).status).toBe(401);
    expect((await postForm(url, { token })).status).toBe(400);
  },
);

test("the discovery document of PingAM names all of the realm's endpoints, and OpenAM's document only some", async () => {
  const document = '/.well-known/openid-configuration';
  const { realm } = await start('pingam8');
  expect(await summary(fetch(realm + document))).toMatchObject({
    status: 200,
    body: {
      issuer: realm,
      token_endpoint: `${realm}/access_token`,
      introspection_endpoint: `${realm}/introspect`,
      revocation_endpoint: `${realm}/token/revoke`,
      jwks_uri: `${realm}/connect/jwk_uri`,
    },
  });
  const openam = (await start('openam')).realm;
  const { body } = await summary(fetch(openam + document));
  expect(body).toMatchObject({ issuer: openam, token_endpoint: `${openam}/access_token` });
  expect(body).not.toHaveProperty('introspection_endpoint');
  expect(body).not.toHaveProperty('revocation_endpoint');
});

test('an unknown realm has no endpoints', async () => {
  const { realm, token } = await start();
  const beta = realm.replace('alpha', 'beta');
  const notFound = {
    status: 404,
    body: {
      code: 404,
      reason: 'Not Found',
      message: 'No mapping organization found for organization identifier: /beta',
    },
  };
  expect(await summary(fetch(`${beta}/.well-known/openid-configuration`))).toEqual(notFound);
  expect(await summary(postForm(`${beta}/introspect`, { token }, { authorization }))).toEqual(notFound);
});

test.each([
  ['pingam8', '/access_token', '/introspect', 200],
  ['pingam8', '/introspect', '/introspect', 400],
  ['openam', '/introspect', '/introspect', 200],
  ['openam', '/access_token', '/introspect', 400],
  ['pingam8', '/access_token', '/token/revoke', 200],
  ['pingam8', '/nonsense', '/token/revoke', 400],
  ['openam', '/nonsense', '/token/revoke', 200],
] as const)('%s: an assertion for %s, used at %s, gets %i', async (dialect, audience, path, status) => {
  const { privateKey, publicKey } = createKeyPair();
  const server = await startServer({ dialect, clients: [{ clientId: 'keyClient', publicKeys: [publicKey] }] });
  const realm = realmUrl(server);
  const claims = { iss: 'keyClient', sub: 'keyClient', aud: realm + audience, exp: Date.now() / 1000 + 60 };
  const form = { token: 'nonsense', ...signAssertion({ claims, key: privateKey }) };
  expect((await postForm(realm + path, form)).status).toBe(status);
});
