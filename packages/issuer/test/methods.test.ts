import { privateKeyJwt } from '@grantkit/client-assertion';
import { createAuthorizationServer, type RecordedRequest } from '@grantkit/testing';
import * as v from 'valibot';
import { expect, onTestFinished, test } from 'vitest';
import {
  clientSecretBasic,
  clientSecretPost,
  createIssuerClient,
  type IssuerOptions,
  tlsClientAuth,
} from '../src/index.ts';
import { ecKey } from './ec-key.ts';
import { credentials, type StandardServer, startStandardServer } from './start-standard-server.ts';

const basic = `Basic ${btoa(`${credentials.clientId}:${credentials.clientSecret}`)}`;
const form = 'grant_type=client_credentials';
const posted = `${form}&client_id=${credentials.clientId}&client_secret=${credentials.clientSecret}`;

test.each<[string, IssuerOptions['clientAuth'], string | undefined, string]>([
  ['`client_secret_basic`', 'client_secret_basic', basic, form],
  ['clientSecretBasic()', clientSecretBasic(), basic, form],
  ['clientSecretPost()', clientSecretPost(), undefined, posted],
  ['tlsClientAuth()', tlsClientAuth(), undefined, `${form}&client_id=${credentials.clientId}`],
])('with %s as `clientAuth` the credentials are in their one place', async (_, clientAuth, authorization, body) => {
  const { server, connect } = await startStandardServer();
  server.answerAlways({ body: { access_token: 'a-token', token_type: 'Bearer' } });
  await connect({ clientAuth }).token();
  expect(server.tokenRequests.map(({ headers, body: sent }) => [headers['authorization'], sent])).toEqual([
    [authorization, body],
  ]);
});

test('raw Basic contains id and secret without form encoding', async () => {
  const own = { clientId: 'a b', clientSecret: 'c+d%e:f' };
  const { server, connect } = await startStandardServer({ clients: [own] });
  const raw = connect({ ...own, clientAuth: clientSecretBasic({ encoding: 'raw' }) });
  await expect(raw.token()).rejects.toMatchObject({ code: 'invalid_client' });
  expect(server.tokenRequests[0]?.headers['authorization']).toBe(`Basic ${btoa('a b:c+d%e:f')}`);
});

const Claims = v.object({ aud: v.unknown(), iss: v.string(), sub: v.string() });

function claimsOf({ parameters }: RecordedRequest): v.InferOutput<typeof Claims> {
  const [, claims = ''] = parameters.get('client_assertion')?.split('.') ?? [];
  return v.parse(Claims, JSON.parse(Buffer.from(claims, 'base64url').toString()));
}

/** Gets, introspects and revokes a token with a key. Resolves to the requests that carried an assertion. */
async function requestsWithAssertion(
  { server, connect }: StandardServer,
  options: Partial<IssuerOptions> = {},
): Promise<readonly RecordedRequest[]> {
  server.answerAlways({ body: { access_token: 'a-token', token_type: 'Bearer' } });
  const clientAuth = privateKeyJwt({ key: ecKey().privateKey, algorithm: 'ES256' });
  const client = connect({ clientAuth, ...options });
  await client.metadata();
  server.answerApiAlways({ body: { active: true } });
  await client.token();
  await client.introspect();
  await client.revoke();
  return server.requests.filter(({ method }) => method === 'POST');
}

test.each(['', '/', '/realms/prod'])(
  'an assertion is for the issuer with the path "%s", as one text, at every endpoint',
  async (issuerPath) => {
    const standard = await startStandardServer({ issuerPath });
    const sent = await requestsWithAssertion(standard);
    expect(sent.map(({ url }) => url)).toEqual(['/token', '/introspect', '/revoke']);
    const { clientId, clientSecret } = credentials;
    for (const request of sent) {
      expect(claimsOf(request)).toEqual({ aud: standard.issuer, iss: clientId, sub: clientId });
      expect(request.body).not.toContain(clientSecret);
    }
  },
);

test("with the audience 'token_endpoint' an assertion is for that endpoint, as one text, at every endpoint", async () => {
  const standard = await startStandardServer();
  const sent = await requestsWithAssertion(standard, { audience: 'token_endpoint' });
  expect(sent.map((request) => claimsOf(request).aud)).toEqual(Array(3).fill(`${standard.server.url}/token`));
});

test('a server that follows RFC 10070 accepts only an assertion for the issuer', async () => {
  const { privateKey: key, publicJwk } = ecKey();
  const clients = [{ clientId: 'reports', publicKeys: [publicJwk] }];
  const server = await createAuthorizationServer({ dialect: 'rfc10070', clients });
  onTestFinished(() => server.close());
  const issuer = server.url;
  const token = (audience?: IssuerOptions['audience'], header?: object) => {
    const clientAuth = privateKeyJwt({ key, algorithm: 'ES256', ...(header && { header: { ...header } }) });
    return createIssuerClient({ issuer, clientId: 'reports', clientAuth, audience }).token();
  };
  await expect(token()).resolves.toMatchObject({ tokenType: 'Bearer' });
  const refused = { code: 'invalid_client', status: 401, description: 'The audience must be the issuer alone' };
  await expect(token('token_endpoint')).rejects.toMatchObject(refused);
  await expect(token('issuer', { typ: 'JWT' })).rejects.toMatchObject({ description: expect.stringContaining('typ') });
});

test('a server that does not know the type gets the same hint', async () => {
  const { server, connect } = await startStandardServer();
  const error_description = 'No enum constant org.forgerock.json.jose.jwt.JwtType.CLIENT-AUTHENTICATION+JWT';
  server.answerAlways({ status: 400, body: { error: 'invalid_request', error_description } });
  const clientAuth = privateKeyJwt({ key: ecKey().privateKey, algorithm: 'ES256' });
  await expect(connect({ clientAuth }).token()).rejects.toMatchObject({
    hint: expect.stringContaining("set `audience: 'token_endpoint'`"),
  });
});

test.each(['Missing form parameter: grant_type', 'Invalid Content Type', 'Unsupported token type hint'])(
  '`invalid_request` with "%s" gets no hint about the assertion',
  async (error_description) => {
    const { server, connect } = await startStandardServer();
    server.answerAlways({ status: 400, body: { error: 'invalid_request', error_description } });
    const clientAuth = privateKeyJwt({ key: ecKey().privateKey, algorithm: 'ES256' });
    await expect(connect({ clientAuth }).token()).rejects.toMatchObject({ code: 'invalid_request', hint: undefined });
  },
);

test.each([
  ['issuer', "set `audience: 'token_endpoint'`"],
  ['token_endpoint', 'leave `audience` out'],
] as const)('a refused assertion for the %s gets a hint that names the other audience', async (audience, hint) => {
  const { server, document, connect } = await startStandardServer();
  server.answerApiNext({ body: { ...document, token_endpoint_auth_methods_supported: ['private_key_jwt'] } });
  server.answerAlways({ status: 400, body: { error: 'invalid_client' } });
  const clientAuth = privateKeyJwt({ key: ecKey().privateKey, algorithm: 'ES256' });
  await expect(connect({ audience, clientAuth }).token()).rejects.toMatchObject({
    hint: expect.stringContaining(hint),
  });
});

const ofKeysAndCertificates = { token_endpoint_auth_methods_supported: ['private_key_jwt', 'tls_client_auth'] };

test.each([
  ['Token was issued too far in the past to be used now', /smaller `backdate`: Keycloak refuses an `iat`/],
  ['Token is not active', /Compare this machine's clock with the server's: there/],
])('an assertion of which Keycloak says "%s" gets a hint about the clock alone', async (error_description, hint) => {
  const { server, connect } = await startStandardServer({ document: ofKeysAndCertificates });
  server.answerAlways({ status: 400, body: { error: 'invalid_client', error_description } });
  const clientAuth = privateKeyJwt({ key: ecKey().privateKey, algorithm: 'ES256' });
  const refused = await connect({ clientAuth })
    .token()
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({ hint: expect.stringMatching(hint) });
  expect(refused).not.toMatchObject({ hint: expect.stringContaining('audience') });
});

test.each<[string, IssuerOptions['clientAuth'], string, string]>([
  ['private_key_jwt', privateKeyJwt({ key: ecKey().privateKey }), 'unauthorized_client', 'Check the method that'],
  ['tls_client_auth', tlsClientAuth(), 'unauthorized_client', 'Check the method that'],
  ['tls_client_auth', tlsClientAuth(), 'invalid_client', '`fetch` presents the certificate'],
])('the hint for a client of %s that is refused speaks of no secret', async (_, clientAuth, error, hint) => {
  const { server, connect } = await startStandardServer({ document: ofKeysAndCertificates });
  server.answerAlways({ status: 401, body: { error } });
  const refused = await connect({ clientAuth })
    .token()
    .catch((thrown: unknown) => thrown);
  expect(refused).toMatchObject({ code: error, hint: expect.stringContaining(hint) });
  expect(refused).not.toMatchObject({ hint: expect.stringContaining('secret') });
});

test('without an issuer an assertion is for the token endpoint', async () => {
  const { server, connect } = await startStandardServer();
  server.answerAlways({ body: { access_token: 'a-token', token_type: 'Bearer' } });
  const tokenEndpoint = `${server.url}/token`;
  const clientAuth = privateKeyJwt({ key: ecKey().privateKey, algorithm: 'ES256' });
  const client = connect({ issuer: undefined, tokenEndpoint, clientAuth });
  await client.token();
  expect(server.tokenRequests.map((request) => claimsOf(request).aud)).toEqual([tokenEndpoint]);
  server.answerAlways({ status: 400, body: { error: 'invalid_client' } });
  await expect(client.token({ forceRefresh: true })).rejects.toMatchObject({
    hint: expect.stringContaining('The audience is the token endpoint'),
  });
});

test.each<[string, IssuerOptions['clientAuth'], string]>([
  ['tlsClientAuth()', tlsClientAuth(), '/mtls'],
  ['a certificate of its own', tlsClientAuth({ method: 'self_signed_tls_client_auth' }), '/mtls'],
  ['client_secret_basic', 'client_secret_basic', ''],
  ['client_secret_post', 'client_secret_post', ''],
])('with %s the requests go to the endpoints below "%s"', async (_, clientAuth, path) => {
  const { server, document, connect } = await startStandardServer();
  const { url } = server;
  const mtls_endpoint_aliases = {
    token_endpoint: `${url}/mtls/token`,
    introspection_endpoint: `${url}/mtls/introspect`,
    revocation_endpoint: `${url}/mtls/revoke`,
  };
  server.answerApiNext({ body: { ...document, mtls_endpoint_aliases } });
  server.answerApiAlways({ body: { active: true } });
  server.answerAlways({ body: { access_token: 'a-token', token_type: 'Bearer' } });
  const client = connect({ clientAuth });
  await client.token();
  await client.introspect();
  await client.revoke();
  expect(server.requests.slice(1).map((request) => request.url)).toEqual(
    ['/token', '/introspect', '/revoke'].map((endpoint) => path + endpoint),
  );
});

test('an endpoint without an alias is the ordinary one, also for a client with a certificate', async () => {
  const { server, document, connect } = await startStandardServer();
  const mtls_endpoint_aliases = { token_endpoint: `${server.url}/mtls/token` };
  server.answerApiNext({ body: { ...document, mtls_endpoint_aliases } });
  expect(await connect({ clientAuth: tlsClientAuth() }).metadata()).toMatchObject({
    tokenEndpoint: `${server.url}/mtls/token`,
    introspectionEndpoint: `${server.url}/introspect`,
    revocationEndpoint: `${server.url}/revoke`,
  });
});

test.each([
  [['private_key_jwt', 'tls_client_auth'], 'lists private_key_jwt, tls_client_auth.'],
  [[], 'lists no method.'],
  [['client_secret_post', 'evil <script>', 'B'], 'lists client_secret_post.'],
])('if the metadata does not list the method, the hint names %j', async (listed, text) => {
  const document = { token_endpoint_auth_methods_supported: listed };
  const { server, connect } = await startStandardServer({ document, clients: [] });
  await expect(connect().token()).rejects.toMatchObject({
    code: 'invalid_client',
    hint: expect.stringMatching(
      new RegExp(`^The client uses client_secret_basic, and the server's metadata ${text} Set \`clientAuth\``),
    ),
  });
  // The method is configured, never probed.
  expect(server.tokenRequests).toHaveLength(1);
});

test.each([
  ['lists the method', ['client_secret_basic']],
  ['lists no methods at all', undefined],
])('if the metadata %s, the hint is the general one, and no other method is tried', async (_, listed) => {
  const document = { token_endpoint_auth_methods_supported: listed };
  const { server, connect } = await startStandardServer({ document, clients: [] });
  await expect(connect().token()).rejects.toMatchObject({
    code: 'invalid_client',
    hint: expect.stringMatching(/^Check the client id and its secret/),
  });
  expect(server.tokenRequests).toHaveLength(1);
});

test('a method that the metadata does not list is used all the same', async () => {
  const document = { token_endpoint_auth_methods_supported: ['private_key_jwt'] };
  const { connect } = await startStandardServer({ document });
  await expect(connect().token()).resolves.toMatchObject({ tokenType: 'Bearer' });
});
