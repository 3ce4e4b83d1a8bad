import { privateKeyJwt } from '@grantkit/client-assertion';
import { Agent } from 'undici';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createIssuerClient, type IssuerClient, type IssuerOptions, tlsClientAuth } from '../src/index.ts';
import { type Certificate, createCertificate } from './certificates.ts';
import { ecKey } from './ec-key.ts';
import { authority, type OidcProvider, secret, startOidcProvider } from './start-oidc-provider.ts';

// `oidc-provider` is certified: it accepts these requests because they follow the standard.

const machine = createCertificate('machine', authority);
const { privateKey, publicJwk } = ecKey();

let server: OidcProvider;

beforeAll(async () => {
  server = await startOidcProvider(publicJwk);
});

beforeEach(() => {
  server.requests.length = 0;
});

afterAll(() => server.close());

function connect(options: Partial<IssuerOptions>): IssuerClient {
  return createIssuerClient({ clientId: 'basic', issuer: server.issuer, scope: 'read', ...options });
}

/** The recipe of the README. */
function fetchWith({ cert, key }: Partial<Certificate>): typeof globalThis.fetch {
  const dispatcher = new Agent({ connect: { cert, key, ca: authority.cert } });
  return (input, init) => fetch(input, Object.assign({}, init, { dispatcher }));
}

function byCertificate(certificate: Partial<Certificate>): Partial<IssuerOptions> {
  const { tlsOrigin } = server;
  const fetch = fetchWith(certificate);
  return { clientId: 'machine', clientAuth: tlsClientAuth(), endpointOrigins: [tlsOrigin], fetch };
}

const byKey = { clientId: 'key', clientAuth: privateKeyJwt({ key: privateKey, algorithm: 'ES256', keyId: 'k1' }) };

test.each<[string, () => Partial<IssuerOptions>]>([
  ['basic', () => ({ clientSecret: secret })],
  ['post', () => ({ clientId: 'post', clientSecret: secret, clientAuth: 'client_secret_post' })],
  ['key', () => byKey],
  ['machine', () => byCertificate(machine)],
])('the client %s gets, introspects and revokes a token', async (clientId, options) => {
  const client = connect(options());
  const { accessToken, scope } = await client.token();
  expect(scope).toEqual(['read']);
  expect(await client.introspect()).toMatchObject({ active: true, clientId, scope: ['read'] });
  await client.revoke();
  expect(await client.introspect(accessToken)).toMatchObject({ active: false });
  expect((await client.token()).accessToken).not.toBe(accessToken);
});

test('the metadata is that of the server, with its aliases only for a client with a certificate', async () => {
  const { issuer, tlsOrigin } = server;
  expect(await connect({ clientSecret: secret }).metadata()).toEqual({
    issuer,
    tokenEndpoint: `${issuer}/token`,
    introspectionEndpoint: `${issuer}/introspect`,
    revocationEndpoint: `${issuer}/revoke`,
    jwksUri: `${issuer}/keys`,
    tokenEndpointAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'tls_client_auth'],
  });
  expect(await connect(byCertificate(machine)).metadata()).toMatchObject({
    tokenEndpoint: `${tlsOrigin}/tenant/token`,
    introspectionEndpoint: `${tlsOrigin}/tenant/introspect`,
    revocationEndpoint: `${tlsOrigin}/tenant/revoke`,
  });
});

test('a token of a client with a certificate is bound to it', async () => {
  const { members } = await connect(byCertificate(machine)).introspect();
  expect(members).toMatchObject({ cnf: { 'x5t#S256': expect.any(String) } });
});

test.each<[string, () => Partial<IssuerOptions>]>([
  ['a wrong secret', () => ({ clientSecret: 'wrong' })],
  ['an unknown client', () => ({ clientId: 'nobody', clientSecret: secret })],
  ['a key that is not registered', () => ({ ...byKey, clientAuth: privateKeyJwt({ key: ecKey().privateKey }) })],
  ['no certificate', () => byCertificate({})],
  ['the certificate of another machine', () => byCertificate(createCertificate('other', authority))],
])('%s is refused, after one token request', async (_, options) => {
  await expect(connect(options()).token()).rejects.toMatchObject({
    code: 'invalid_client',
    status: 401,
    retryable: false,
    provider: new URL(server.issuer).host,
  });
  expect(server.requests).toEqual(['GET /tenant/.well-known/openid-configuration', 'POST /tenant/token']);
});

test('the alias at another origin must be allowed', async () => {
  await expect(connect({ ...byCertificate(machine), endpointOrigins: [] }).token()).rejects.toMatchObject({
    code: 'invalid_response',
    message: expect.stringContaining(server.tlsOrigin),
  });
  expect(server.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
});

test('an issuer with an extra slash is an error that shows the right spelling', async () => {
  await expect(connect({ issuer: `${server.issuer}/`, clientSecret: secret }).token()).rejects.toMatchObject({
    code: 'invalid_response',
    hint: expect.stringContaining(
      `Use ${server.issuer}, exactly as the document spells it. Check the option \`issuer\``,
    ),
  });
});

test('a hundred callers cause one request for the document and one for the token', async () => {
  const client = connect({ clientSecret: secret });
  const tokens = await Promise.all(Array.from({ length: 100 }, () => client.token()));
  expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(1);
  expect(server.requests).toEqual(['GET /tenant/.well-known/openid-configuration', 'POST /tenant/token']);
});

test('during a rotation the second secret of the pair is used', async () => {
  const client = connect({ clientSecret: ['not-yet', secret] });
  await client.token();
  await client.token({ forceRefresh: true });
  expect(server.requests.filter((request) => request === 'POST /tenant/token')).toHaveLength(3);
});
