import { expect, test } from 'vitest';
import { basic, postForm, read, startServer, tokenForm } from './requests.ts';
import { type AssertionParts, createKeyPair, signAssertion } from './sign-assertion.ts';

const { privateKey, publicKey } = createKeyPair();
const platform = { iss: 'https://kubernetes.default.svc', sub: 'system:serviceaccount:shop:billing' };
const clients = [
  { clientId: 'byKey', publicKeys: [publicKey] },
  { clientId: 'bySecret', clientSecret: 's'.repeat(32) },
  {
    clientId: 'byPlatform',
    publicKeys: [publicKey],
    clientSecret: 's'.repeat(32),
    federated: { issuer: platform.iss, subject: platform.sub },
  },
];
const now = 1_800_000_000_000;

async function ask(change: (issuer: string) => AssertionParts = () => ({}), clientId = 'byKey') {
  const { tokenEndpoint, url } = await startServer({ dialect: 'rfc10070', clients, now: () => now });
  const { header, claims, key = clientId === 'byKey' ? privateKey : 's'.repeat(32) } = change(url);
  const assertion = signAssertion({
    header: { typ: 'client-authentication+jwt', ...header },
    claims: { iss: clientId, sub: clientId, aud: url, iat: now / 1000, exp: now / 1000 + 60, ...claims },
    key,
  });
  const { status, body } = await read(postForm(tokenEndpoint, { ...tokenForm, ...assertion }));
  return [status, body.error, Reflect.get(body, 'error_description')];
}

test.each(['byKey', 'bySecret'])(
  'grants a token to the client %s for an assertion for its issuer',
  async (clientId) => {
    expect(await ask(undefined, clientId)).toEqual([200, undefined, undefined]);
  },
);

test.each<[string, (issuer: string) => AssertionParts, string]>([
  ['for the token endpoint', (issuer) => ({ claims: { aud: `${issuer}/token` } }), 'audience'],
  ['for a list with the issuer', (issuer) => ({ claims: { aud: [issuer] } }), 'audience'],
  ['of another type', () => ({ header: { typ: 'JWT' } }), 'typ'],
  ['without a type', () => ({ header: { typ: undefined } }), 'typ'],
  ['of another subject', () => ({ claims: { iss: 'bySecret' } }), 'subject'],
  ['of an unknown client', () => ({ claims: { iss: 'nobody', sub: 'nobody' } }), 'unknown'],
  ['that has ended', () => ({ claims: { exp: now / 1000 } }), 'expired'],
  ['of the future', () => ({ claims: { iat: now / 1000 + 1 } }), 'future'],
  ['of another key', () => ({ key: createKeyPair().privateKey }), 'signature'],
])('refuses an assertion %s', async (_, change, word) => {
  expect(await ask(change)).toEqual([401, 'invalid_client', expect.stringContaining(word)]);
});

async function askAsWorkload(change: (issuer: string) => AssertionParts = () => ({}), form: object = {}) {
  const { tokenEndpoint, url } = await startServer({ dialect: 'rfc10070', clients, now: () => now });
  const { header, claims, key = privateKey } = change(url);
  const usual = { ...platform, aud: [url], iat: now / 1000, exp: now / 1000 + 3600 };
  const assertion = signAssertion({ header: { kid: 'k1', ...header }, claims: { ...usual, ...claims }, key });
  const request = { ...tokenForm, client_id: 'byPlatform', ...assertion, ...form };
  const { status, body } = await read(postForm(tokenEndpoint, request));
  return [status, body.error, Reflect.get(body, 'error_description')];
}

test('grants a token to a federated client for an assertion that its platform signed', async () => {
  expect(await askAsWorkload()).toEqual([200, undefined, undefined]);
  expect(await askAsWorkload((issuer) => ({ claims: { aud: issuer } }))).toEqual([200, undefined, undefined]);
});

test.each<[string, (issuer: string) => AssertionParts, string]>([
  ['of another platform', () => ({ claims: { iss: 'https://other.example' } }), 'issuer'],
  ['of another workload', () => ({ claims: { sub: 'system:serviceaccount:shop:admin' } }), 'subject'],
  ['that the client signed itself', () => ({ claims: { iss: 'byPlatform', sub: 'byPlatform' } }), 'subject'],
  [
    'for another audience too',
    (issuer) => ({ claims: { aud: [issuer, 'https://kubernetes.default.svc'] } }),
    'audience',
  ],
  ['for no audience', () => ({ claims: { aud: [] } }), 'audience'],
  ['that has ended', () => ({ claims: { exp: now / 1000 } }), 'expired'],
  ['of another key', () => ({ key: createKeyPair().privateKey }), 'signature'],
  ['that the secret of the client signed', () => ({ key: 's'.repeat(32) }), 'signature'],
])('refuses to a federated client an assertion %s', async (_, change, word) => {
  expect(await askAsWorkload(change)).toEqual([401, 'invalid_client', expect.stringContaining(word)]);
});

test('refuses an assertion of a platform for a client that is not the one registered with it', async () => {
  const refused = [401, 'invalid_client', expect.stringContaining('subject')];
  expect(await askAsWorkload(undefined, { client_id: 'byKey' })).toEqual(refused);
});

test('refuses a secret, and a text that is not a JWT', async () => {
  const { tokenEndpoint } = await startServer({ dialect: 'rfc10070', clients });
  const secret = postForm(tokenEndpoint, tokenForm, { authorization: basic('bySecret', 's'.repeat(32)) });
  expect((await secret).status).toBe(401);
  const text = { ...signAssertion({ key: 'x' }), client_assertion: 'text' };
  expect((await postForm(tokenEndpoint, { ...tokenForm, ...text })).status).toBe(401);
});

test('serves its metadata where RFC 8414 says, and no document of OpenID Connect', async () => {
  const { url, tokenEndpoint } = await startServer({ dialect: 'rfc10070' });
  const document = await (await fetch(`${url}/.well-known/oauth-authorization-server`)).json();
  expect(document).toMatchObject({ issuer: url, token_endpoint: tokenEndpoint });
  expect((await fetch(`${url}/.well-known/openid-configuration`)).status).toBe(404);
});

test('a request for metadata is not one to the API, and gets no answer that a test scripts for the API', async () => {
  const server = await startServer({ dialect: 'rfc10070' });
  server.answerApiNext({ status: 503 });
  expect((await fetch(`${server.url}/.well-known/oauth-authorization-server`)).status).toBe(200);
  expect((await fetch(`${server.url}/invoices`)).status).toBe(503);
  expect(server.apiRequests.map(({ url }) => url)).toEqual(['/invoices']);
  expect(server.requests).toHaveLength(2);
});
