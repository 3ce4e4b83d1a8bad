import { expect, test } from 'vitest';
import { createIssuerClient, tlsClientAuth } from '../src/index.ts';
import { credentials } from './start-standard-server.ts';

const issuer = 'https://login.example.com/realms/prod';

/** A client whose issuer answers with this document. */
function clientOf(document: object, options: object = {}) {
  const fetch: typeof globalThis.fetch = async () => Response.json(document);
  return createIssuerClient({ ...credentials, issuer, fetch, ...options });
}

const usable = { issuer, token_endpoint: `${issuer}/token` };

test.each([
  'https://login.example.com/realms/beta',
  'https://login.example.com/realms/PROD',
  'https://LOGIN.example.com/realms/prod',
  'https://login.example.com:443/realms/prod',
  'https://login.example.com:8443/realms/prod',
  'https://login.example.com.evil.example/realms/prod',
  'http://login.example.com/realms/prod',
  'https://login.example.com/realms/{realm}',
  'https://evil.example',
  '',
])('a document that names the issuer "%s" is refused, and the error does not repeat it', async (other) => {
  const error: unknown = await clientOf({ ...usable, issuer: other })
    .metadata()
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'invalid_response',
    provider: 'login.example.com',
    retryable: false,
    summary: `The metadata document must name the issuer ${issuer}`,
    hint: expect.stringMatching(/^Open https:\/\/login\.example\.com\/.*Check the option `issuer`/),
  });
});

test.each([
  [issuer, `${issuer}/`],
  [`${issuer}/`, issuer],
  ['https://tenant.eu.auth0.com', 'https://tenant.eu.auth0.com/'],
  ['https://tenant.eu.auth0.com/', 'https://tenant.eu.auth0.com'],
])('the issuer %s is not %s, and the error names the spelling and the option', async (asked, said) => {
  const client = clientOf({ issuer: said, token_endpoint: `${new URL(said).origin}/token` }, { issuer: asked });
  await expect(client.metadata()).rejects.toMatchObject({
    code: 'invalid_response',
    summary: `The metadata document must name the issuer ${asked}, and names ${said}`,
    hint: expect.stringMatching(/Use \S+, exactly as the document spells it\. Check the option `issuer`/),
  });
});

const elsewhere = 'https://auth.example.net';

test.each(['token_endpoint', 'introspection_endpoint', 'revocation_endpoint'])(
  'a %s at another origin is refused, unless `endpointOrigins` allows it',
  async (name) => {
    const document = { ...usable, [name]: `${elsewhere}/endpoint` };
    const others = ['https://example.net', `${elsewhere}:8443`, 'https://auth.example.ne'];
    for (const endpointOrigins of [undefined, [], others]) {
      await expect(clientOf(document, { endpointOrigins }).metadata()).rejects.toMatchObject({
        code: 'invalid_response',
        summary: `The metadata document names an endpoint at ${elsewhere}, which the option \`endpointOrigins\` does not allow`,
        hint: expect.stringContaining('add it to `endpointOrigins`'),
      });
    }
    const metadata = await clientOf(document, { endpointOrigins: ['https://a.example', elsewhere] }).metadata();
    expect(Object.values(metadata)).toContain(`${elsewhere}/endpoint`);
  },
);

test.each(['https://login.example.com.evil.example/token', 'https://login.example.com:8443/token'])(
  'the origin of %s is another one, although it begins in the same way',
  async (token_endpoint) => {
    await expect(clientOf({ ...usable, token_endpoint }).metadata()).rejects.toMatchObject({
      code: 'invalid_response',
    });
  },
);

test('keys may be at another origin, because no credential goes there', async () => {
  expect(await clientOf({ ...usable, jwks_uri: `${elsewhere}/keys` }).metadata()).toMatchObject({
    jwksUri: `${elsewhere}/keys`,
  });
});

test('an origin with a default port is the same origin', async () => {
  const token_endpoint = 'https://login.example.com:443/token';
  expect(await clientOf({ ...usable, token_endpoint }).metadata()).toMatchObject({ tokenEndpoint: token_endpoint });
});

test('a long origin is cut in the error', async () => {
  const token_endpoint = `https://${'a'.repeat(5_000)}.example/token`;
  const error: unknown = await clientOf({ ...usable, token_endpoint })
    .metadata()
    .catch((thrown: unknown) => thrown);
  expect(String(error).length).toBeLessThan(1_000);
});

test.each([
  ['no issuer', { ...usable, issuer: undefined }],
  ['no token endpoint', { issuer }],
  ['an empty token endpoint', { ...usable, token_endpoint: '' }],
  ['a token endpoint over http', { ...usable, token_endpoint: 'http://login.example.com/token' }],
  ['a token endpoint with a fragment', { ...usable, token_endpoint: `${issuer}/token#x` }],
  ['a token endpoint with a user', { ...usable, token_endpoint: 'https://a:b@login.example.com/token' }],
  ['a token endpoint with dot segments', { ...usable, token_endpoint: `${issuer}/../token` }],
  ['a relative token endpoint', { ...usable, token_endpoint: '/token' }],
  ['a number as token endpoint', { ...usable, token_endpoint: 7 }],
  ['no members', {}],
  ['an array instead of members', []],
])('a document with %s is refused', async (_, document) => {
  await expect(clientOf(document).metadata()).rejects.toMatchObject({
    code: 'invalid_response',
    message: expect.stringContaining('must have an `issuer` and a `token_endpoint`'),
  });
});

test('a list of methods that is not a list of texts is ignored', async () => {
  const client = clientOf({ ...usable, token_endpoint_auth_methods_supported: 'client_secret_basic' });
  expect((await client.metadata()).tokenEndpointAuthMethods).toBeUndefined();
});

test.each([
  ['null', null],
  ['an empty text', ''],
])('an endpoint that is %s is one that the server does not have', async (_, none) => {
  const document = { ...usable, introspection_endpoint: none, revocation_endpoint: none, jwks_uri: none };
  const metadata = await clientOf({ ...document, mtls_endpoint_aliases: none }).metadata();
  expect([metadata.introspectionEndpoint, metadata.revocationEndpoint, metadata.jwksUri]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test.each(['introspection_endpoint', 'revocation_endpoint', 'jwks_uri'])(
  'a %s that must not get credentials does not cost the tokens, and is not used',
  async (name) => {
    const client = clientOf({ ...usable, [name]: 'http://keycloak:8080/internal' });
    const { introspectionEndpoint, revocationEndpoint, jwksUri } = await client.metadata();
    expect([introspectionEndpoint, revocationEndpoint, jwksUri]).toEqual([undefined, undefined, undefined]);
  },
);

test('nobody can change the list of methods for others', async () => {
  const client = clientOf({ ...usable, token_endpoint_auth_methods_supported: ['client_secret_post'] });
  expect(Object.isFrozen((await client.metadata()).tokenEndpointAuthMethods)).toBe(true);
});

test('endpoints for certificates are read only for a client that has one', async () => {
  const document = { ...usable, mtls_endpoint_aliases: { token_endpoint: 'http://login.example.com/token' } };
  await expect(clientOf(document).metadata()).resolves.toMatchObject({ tokenEndpoint: usable.token_endpoint });
  await expect(clientOf(document, { clientAuth: tlsClientAuth() }).metadata()).rejects.toMatchObject({
    code: 'invalid_response',
    summary: expect.stringContaining('`mtls_endpoint_aliases.token_endpoint`'),
  });
});

test.each([null, ''])('an alias that is %j is one that the server does not have', async (token_endpoint) => {
  const document = { ...usable, mtls_endpoint_aliases: { token_endpoint } };
  const metadata = await clientOf(document, { clientAuth: tlsClientAuth() }).metadata();
  expect(metadata.tokenEndpoint).toBe(usable.token_endpoint);
});

test('a client with a certificate does not use the ordinary endpoint in place of an alias that cannot be used', async () => {
  const introspection_endpoint = `${issuer}/introspect`;
  const aliases = { introspection_endpoint: 'http://login.example.com/introspect' };
  const document = { ...usable, introspection_endpoint, mtls_endpoint_aliases: aliases };
  const metadata = await clientOf(document, { clientAuth: tlsClientAuth() }).metadata();
  expect(metadata.introspectionEndpoint).toBeUndefined();
});
