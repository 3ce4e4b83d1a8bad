import { once } from 'node:events';
import { createServer } from 'node:http';
import { type ClientAuth, createProviderClient } from '@grantkit/core';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { failureOf } from '../../core/test/failure-of.ts';
import { clientSecretJwt, privateKeyJwt } from '../src/index.ts';
import { testKey } from './keys.ts';

// A certified authorization server, so an assertion that it accepts follows the standard. Its paths are those of AM.
const mount = '/am/oauth2/realms/root/realms/alpha';
const server = createServer();
let issuer = '';

const keyAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;
const secretAlgorithms = ['HS256', 'HS384', 'HS512'] as const;
const clientSecret = 's'.repeat(64);

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}${mount}`;

  // Otherwise it would warn that its keys and its memory store are not for production.
  for (const level of ['info', 'warn'] as const) vi.spyOn(console, level).mockImplementation(() => {});
  const callback = new Provider(issuer, {
    routes: { token: '/access_token' },
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
    clientAuthMethods: ['client_secret_jwt', 'private_key_jwt'],
    enabledJWA: { clientAuthSigningAlgValues: [...keyAlgorithms, ...secretAlgorithms] },
    clients: [
      ...(await Promise.all(keyAlgorithms.map(keyClient))),
      ...secretAlgorithms.map((algorithm) => register(algorithm, 'client_secret_jwt', { client_secret: clientSecret })),
    ],
  }).callback();
  server.on('request', (request, response) => {
    // Express does the same for a mounted app. Without it, the provider would not know its own URLs.
    Object.assign(request, { originalUrl: request.url, url: request.url?.replace(mount, '') });
    callback(request, response);
  });
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  vi.restoreAllMocks();
});

async function keyClient(algorithm: (typeof keyAlgorithms)[number]): Promise<object> {
  const { publicJwk } = await testKey(algorithm);
  return register(algorithm, 'private_key_jwt', { jwks: { keys: [{ ...publicJwk, kid: 'k1', use: 'sig' }] } });
}

function register(algorithm: string, method: string, credential: object): object {
  return {
    client_id: algorithm,
    token_endpoint_auth_method: method,
    token_endpoint_auth_signing_alg: algorithm,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    ...credential,
  };
}

function clientOf(clientId: string, clientAuth: ClientAuth, fetch?: typeof globalThis.fetch) {
  const tokenEndpoint = `${issuer}/access_token`;
  return createProviderClient({ name: 'oidc', tokenEndpoint, clientAuth }, { clientId, clientSecret, fetch });
}

test.each(keyAlgorithms)('it grants a token for private_key_jwt with %s', async (algorithm) => {
  const { pem: key, sign } = await testKey(algorithm);
  for (const clientAuth of [
    privateKeyJwt({ key, algorithm, keyId: 'k1' }),
    privateKeyJwt({ key: sign, algorithm }),
    privateKeyJwt({ key, algorithm, audience: [issuer, 'https://elsewhere.example'], claims: { version: 2 } }),
  ]) {
    expect(await clientOf(algorithm, clientAuth).token()).toMatchObject({ tokenType: 'Bearer' });
  }
});

test.each(secretAlgorithms)('it grants a token for client_secret_jwt with %s', async (algorithm) => {
  for (const audienceIncludesClientId of [false, true]) {
    const clientAuth = clientSecretJwt({ algorithm, audienceIncludesClientId });
    expect(await clientOf(algorithm, clientAuth).token()).toMatchObject({ tokenType: 'Bearer' });
  }
});

test('it grants three tokens to one client, and refuses no assertion as a replay', async () => {
  const { pem: key } = await testKey('ES256');
  const client = clientOf('ES256', privateKeyJwt({ key }));
  const tokens = [
    await client.token(),
    await client.token({ forceRefresh: true }),
    await client.token({ forceRefresh: true }),
  ];
  expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(3);
});

test('it refuses an assertion that it has seen before, so each attempt needs a new one', async () => {
  const { pem: key } = await testKey('ES256');
  const sent: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    sent.push(await request.clone().text());
    return globalThis.fetch(request);
  };
  await clientOf('ES256', privateKeyJwt({ key }), fetch).token();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const replay = await globalThis.fetch(`${issuer}/access_token`, { method: 'POST', headers, body: sent[0]! });
  expect([replay.status, await replay.json()]).toEqual([401, expect.objectContaining({ error: 'invalid_client' })]);
});

test.each(
  ['https://elsewhere.example/token', ['ES256'], 'http://127.0.0.1/access_token'].map((audience) => [audience]),
)('it refuses the audience %j', async (audience) => {
  const { pem: key } = await testKey('ES256');
  const error = await failureOf(() => clientOf('ES256', privateKeyJwt({ key, audience })).token());
  expect(error).toMatchObject({ code: 'invalid_client', status: 401, retryable: false });
});

test('it refuses the signature of another key', async () => {
  const { pem: key } = await testKey('ES384');
  const { sign } = await testKey('EdDSA');
  const forged = privateKeyJwt({ key: sign, algorithm: 'ES256' });
  await expect(clientOf('ES256', forged).token()).rejects.toMatchObject({ code: 'invalid_client', status: 401 });
  await expect(clientOf('ES256', privateKeyJwt({ key })).token()).rejects.toMatchObject({ code: 'invalid_client' });
  const wrongSecret = createProviderClient(
    { name: 'oidc', tokenEndpoint: `${issuer}/access_token`, clientAuth: clientSecretJwt() },
    { clientId: 'HS256', clientSecret: 'w'.repeat(64) },
  );
  await expect(wrongSecret.token()).rejects.toMatchObject({ code: 'invalid_client', status: 401 });
});
