import { clientSecretJwt, privateKeyJwt } from '@grantkit/client-assertion';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPingAm, type PingAmOptions } from '../src/index.ts';
import { keyClient } from './key-client.ts';
import { type OidcProvider, startOidcProvider } from './start-oidc-provider.ts';

const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;
const keys = new Map(algorithms.map((algorithm) => [algorithm, keyClient(algorithm)]));
const clientSecret = 's'.repeat(32);
const methods = [...algorithms, 'HS256'] as const;

let server: OidcProvider;

beforeAll(async () => {
  const clients = [
    ...algorithms.map((name) => ({
      client_id: name,
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: name,
      jwks: { keys: [keys.get(name)?.publicJwk] },
    })),
    {
      client_id: 'HS256',
      client_secret: clientSecret,
      token_endpoint_auth_method: 'client_secret_jwt',
      token_endpoint_auth_signing_alg: 'HS256',
    },
  ];
  const configuration = {
    clientAuthMethods: ['client_secret_jwt', 'private_key_jwt'],
    enabledJWA: { clientAuthSigningAlgValues: methods },
  };
  server = await startOidcProvider({ clients, configuration });
});

afterAll(() => server.close());

type Method = (typeof methods)[number];

function pingam(name: Method, options: Partial<PingAmOptions> = {}, assertion: { audience?: string } = {}) {
  const clientAuth = name === 'HS256' ? clientSecretJwt(assertion) : keyAuth(name, assertion);
  const own = { baseUrl: server.baseUrl, realm: '/alpha', clientId: name, clientSecret, clientAuth };
  return createPingAm({ ...own, ...options });
}

function keyAuth(algorithm: (typeof algorithms)[number], assertion: { audience?: string }) {
  return privateKeyJwt({ key: keys.get(algorithm)?.privateKey ?? '', algorithm, ...assertion });
}

test.each(methods)('a client with %s gets, introspects and revokes a token', async (name) => {
  const am = pingam(name, { scope: 'write' });
  const { accessToken } = await am.token();
  expect(await am.introspect()).toMatchObject({ active: true, clientId: name, scope: ['write'] });
  await am.revoke();
  expect(await am.introspect(accessToken)).toMatchObject({ active: false });
  expect((await am.token()).accessToken).not.toBe(accessToken);
});

test.each(methods)('a client with %s uses the endpoints of the discovery document', async (name) => {
  const am = pingam(name, { discovery: true });
  expect(await am.metadata()).toEqual({
    issuer: server.issuer,
    tokenEndpoint: `${server.issuer}/access_token`,
    introspectionEndpoint: `${server.issuer}/introspect`,
    revocationEndpoint: `${server.issuer}/token/revoke`,
    jwksUri: `${server.issuer}/connect/jwk_uri`,
  });
  await expect(am.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
  expect(await am.introspect()).toMatchObject({ active: true });
});

test('the keys are at `jwksUri`', async () => {
  const { jwksUri } = pingam('RS256');
  expect(await (await fetch(jwksUri ?? '')).json()).toMatchObject({ keys: [expect.anything()] });
});

test.each(methods)('with %s a wrong audience is refused, and the hint shows the expected one', async (name) => {
  for (const discovery of [false, true]) {
    const am = pingam(name, { discovery }, { audience: 'https://elsewhere.example/access_token' });
    await expect(am.token()).rejects.toMatchObject({
      code: 'invalid_client',
      status: 401,
      retryable: false,
      // oidc-provider does not name the audience as the reason.
      description: 'client authentication failed',
      hint: expect.stringContaining(`expected ${server.issuer}/access_token.`),
    });
  }
});

test.each(methods)('with %s the second use of an assertion is refused', async (name) => {
  const sent: string[] = [];
  const spy: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    sent.push(await request.clone().text());
    return fetch(request);
  };
  await pingam(name, { fetch: spy }).token();
  const replaying: typeof globalThis.fetch = async (input, init) => {
    const { url, method, headers } = new Request(input, init);
    return fetch(url, { method, headers, body: sent[0] ?? '' });
  };
  await expect(pingam(name, { fetch: replaying }).token()).rejects.toMatchObject({
    code: 'invalid_client',
    status: 401,
  });
});
