import { expect, test } from 'vitest';
import { failureOf } from '../../core/test/failure-of.ts';
import { inspectWhole } from '../../core/test/inspect-whole.ts';
import { createAdvancedIdentityCloud, memoryTokenCache } from '../src/index.ts';
import {
  accountId,
  accountKey,
  assertionOf,
  claimsOf,
  headerOf,
  rsaKey,
  startIdentityCloud,
  tenant,
} from './identity-cloud.ts';

const { privateJwk, publicJwk } = accountKey;
const { n = '', d = '', p = '', q = '', dp = '', dq = '', qi = '' } = privateJwk;

test('a service account exchanges a signed assertion for a token, at the public client of the top realm', async () => {
  const { server, clock, client } = await startIdentityCloud();
  const { accessToken, scope, expiresAt } = await client.token();
  const [request] = server.tokenRequests;
  expect(accessToken).toBe(server.issued[0]?.accessToken);
  expect(scope).toEqual(['fr:am:*', 'fr:idm:*']);
  expect(expiresAt).toBe(clock.now() + 899_000);
  expect(request).toMatchObject({ method: 'POST', url: '/am/oauth2/access_token' });
  expect(request?.headers).not.toHaveProperty('authorization');
  expect(Object.fromEntries(request?.parameters ?? [])).toEqual({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    client_id: 'service-account',
    assertion: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    scope: 'fr:am:* fr:idm:*',
  });
  expect(headerOf(assertionOf(request))).toEqual({ alg: 'RS256' });
  expect(claimsOf(assertionOf(request))).toEqual({
    iss: accountId,
    sub: accountId,
    aud: `https://${tenant}:443/am/oauth2/access_token`,
    exp: Math.floor(clock.now() / 1000) + 180,
    jti: expect.stringMatching(/^[\da-f-]{36}$/),
  });
});

test('each attempt has an assertion of its own, dated by the clock of the client', async () => {
  const { server, clock, client } = await startIdentityCloud();
  await client.token();
  clock.advance(600_000);
  await client.token({ forceRefresh: true });
  const [first, second] = server.tokenRequests.map((request) => claimsOf(assertionOf(request)));
  expect(second?.['jti']).not.toBe(first?.['jti']);
  expect(second?.['exp']).toBe(Number(first?.['exp']) + 600);
});

test('the key may be the JSON text of the downloaded file, with members that are not needed', async () => {
  const key = JSON.stringify({ ...privateJwk, kid: 'k1', use: 'enc', key_ops: ['encrypt'], ext: false, alg: 'RS256' });
  const { client } = await startIdentityCloud({ serviceAccount: { id: accountId, key } });
  await expect(client.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
});

test('the API is the tenant: /openidm gets the token', async () => {
  const { server, client } = await startIdentityCloud({ scope: ['fr:idm:*'] });
  await client.api.get('openidm/managed/alpha_user?_queryFilter=true');
  await client.fetch('environment/variables');
  expect(server.apiRequests.map(({ url, headers }) => [url, headers['authorization']])).toEqual([
    // The proxy of the tests drops the query.
    ['/openidm/managed/alpha_user', `Bearer ${server.issued[0]?.accessToken}`],
    ['/environment/variables', `Bearer ${server.issued[0]?.accessToken}`],
  ]);
  const urls: string[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    urls.push(new Request(input).url);
    return Response.json({ access_token: 'token', token_type: 'Bearer', expires_in: 899 });
  };
  const { client: direct } = await startIdentityCloud({ fetch });
  await direct.api.get('openidm/managed/alpha_user?_queryFilter=true');
  expect(urls).toEqual([
    `https://${tenant}/am/oauth2/access_token`,
    `https://${tenant}/openidm/managed/alpha_user?_queryFilter=true`,
  ]);
});

test('the client of another scope asks for that scope with the same account', async () => {
  const { server, client } = await startIdentityCloud();
  await client.scoped('fr:idm:*').token();
  expect(server.tokenRequests[0]?.parameters.get('scope')).toBe('fr:idm:*');
  expect(client.explain()).toMatchObject({
    tokenEndpoint: `https://${tenant}/am/oauth2/access_token`,
    clientAuth: 'jwt_bearer',
  });
});

test('two accounts share no token, even with the same key, and neither do two keys of one account', async () => {
  const cache = memoryTokenCache();
  let tokens = 0;
  const fetch: typeof globalThis.fetch = async () => {
    tokens += 1;
    return Response.json({ access_token: `token-${tokens}`, token_type: 'Bearer', expires_in: 899 });
  };
  const scope = 'fr:idm:*';
  const token = async (id: string, key: object) => {
    const client = createAdvancedIdentityCloud({ tenant, serviceAccount: { id, key }, scope, cache, fetch });
    return (await client.token()).accessToken;
  };
  const another = rsaKey().privateJwk;
  expect(await token('one', privateJwk)).toBe('token-1');
  expect(await token('two', privateJwk)).toBe('token-2');
  expect(await token('one', another)).toBe('token-3');
  expect(await token('one', { ...privateJwk, kid: 'k1' })).toBe('token-1');
});

test('revocation shows the public client alone, and introspection is refused before anything is sent', async () => {
  const { server, client } = await startIdentityCloud();
  const { accessToken } = await client.token();
  await client.revoke();
  const revocation = server.requests.at(-1);
  expect(revocation?.url).toBe('/am/oauth2/token/revoke');
  expect(Object.fromEntries(revocation?.parameters ?? [])).toEqual({
    token: accessToken,
    client_id: 'service-account',
  });
  const sent = server.requests.length;
  const error = await failureOf(client.introspect());
  expect(error).toMatchObject({ code: 'invalid_config', summary: 'A service account cannot introspect a token' });
  expect(server.requests).toHaveLength(sent);
});

test('the tenant is in lower case in the audience too, because AM compares its text', async () => {
  const { server, client } = await startIdentityCloud({ tenant: tenant.toUpperCase() });
  await client.token();
  const { aud } = claimsOf(assertionOf(server.tokenRequests[0]));
  expect(aud).toBe(`https://${tenant}:443/am/oauth2/access_token`);
});

test('metadata() needs no request', async () => {
  const { server, client } = await startIdentityCloud();
  const issuer = `https://${tenant}/am/oauth2`;
  expect(await client.metadata()).toMatchObject({ issuer, tokenEndpoint: `${issuer}/access_token` });
  expect([client.issuer, client.jwksUri]).toEqual([issuer, `${issuer}/connect/jwk_uri`]);
  expect(server.requests).toEqual([]);
});

test.each([
  ['another key', { serviceAccount: { id: accountId, key: rsaKey().privateJwk } }, 'invalid_grant', /`key`.*clock/],
  [
    'another account',
    { serviceAccount: { id: 'other', key: privateJwk } },
    'invalid_grant',
    /Service Accounts of this/,
  ],
  ['a scope that the account does not have', { scope: 'fr:iga:*' }, 'invalid_scope', /Global Settings > Service Acc/],
])('%s is refused with a hint in the words of the console', async (_, options, code, hint) => {
  const { client } = await startIdentityCloud(options);
  expect(await failureOf(client.token())).toMatchObject({ code, hint: expect.stringMatching(hint), retryable: false });
});

test.each([
  [400, 'invalid_client', 'invalid_client', 'serviceAccount'],
  [400, 'unsupported_grant_type', 'unsupported_grant_type', 'A custom domain'],
  [404, undefined, 'not_found', 'host name'],
] as const)('a reply %i with %s has a hint about the tenant', async (status, error, code, hint) => {
  const { server, client } = await startIdentityCloud();
  server.answerAlways({ status, body: { error } });
  expect(await failureOf(client.token())).toMatchObject({ code, hint: expect.stringContaining(hint) });
});

test.each(['invalid_grant', 'invalid_client'])(
  'a revocation that is refused with %s has no hint about the key or the scope, which it does not send',
  async (error) => {
    const { server, client } = await startIdentityCloud();
    server.answerApiAlways({ status: 400, body: { error } });
    expect((await failureOf(client.revoke('a-token'))).hint).not.toMatch(/serviceAccount|scope/);
  },
);

test('an HTML page is the page of a proxy', async () => {
  const { server, client } = await startIdentityCloud();
  server.answerAlways({ headers: { 'content-type': 'text/html' }, body: '<!doctype html>' });
  expect(await failureOf(client.token())).toMatchObject({ hint: expect.stringContaining('Check `tenant`') });
});

test('a text about scopes that the server sends is shown as it is', async () => {
  const { client } = await startIdentityCloud({ scope: ['fr:am:*', 'fr:iga:*', 'fr:idc:esv:*'] });
  const { description } = await failureOf(client.token());
  expect(description).toBe('Unsupported scope for service account: fr:iga:*,fr:idc:esv:*');
});

test('nothing that can be printed shows the key or an assertion, even if the server repeats it', async () => {
  const events: unknown[] = [];
  const cache = memoryTokenCache();
  const { server, client } = await startIdentityCloud({ cache, onEvent: (event) => events.push(event) });
  await client.token();
  server.answerAlways(({ body, parameters }) => ({
    status: 400,
    body: { error: 'invalid_grant', error_description: `No such thing: ${parameters.get('assertion')}`, body },
  }));
  const error = await failureOf(client.token({ forceRefresh: true }));
  expect(error.description).toBe('(withheld: it repeats a credential)');
  const shown = [client, client.explain(), events, cache, error].map(inspectWhole).join('\n');
  const text = shown + JSON.stringify([client, client.explain(), events, error]) + String(error) + error.stack;
  const signatures = server.tokenRequests.map((request) => assertionOf(request).split('.')[2]);
  for (const secret of [d, p, q, dp, dq, qi, ...signatures]) expect(text).not.toContain(secret);
});

const key = (changes: object) => ({ ...privateJwk, ...changes });

test.each([
  ['the public key', publicJwk, 'must be the private key'],
  ['a symmetric key', { kty: 'oct', k: d }, 'must be an RSA key'],
  ['an elliptic key', { kty: 'EC', crv: 'P-256', x: d, y: d, d }, 'must be an RSA key'],
  ['a key of 1024 bits', rsaKey(1024).privateJwk, 'at least 2048 bits'],
  ['a key for another algorithm', key({ alg: 'PS256' }), 'a key for RS256'],
  [
    'a key without its primes',
    { kty: 'RSA', n: privateJwk.n, e: privateJwk.e, d },
    '`serviceAccount.key.p` is missing',
  ],
  ['a key with a line break in it', key({ q: `${q.slice(0, 9)}\n${q.slice(9)}` }), 'Copy the whole file again'],
  ['half of the file', JSON.stringify(privateJwk).slice(0, -9), 'the JSON text of the file'],
  ['a path', '/run/secrets/service-account', 'It looks like the path of a file. Read the file, and pass its text'],
  ['the name of a file', 'key.json', 'It looks like the path of a file'],
  [
    'a PEM',
    `-----BEGIN PRIVATE KEY-----\n${d}\n-----END PRIVATE KEY-----`,
    'the JWK that the console offers for download, and not a PEM',
  ],
  ['a JWK set', { keys: [privateJwk] }, 'must be an RSA key'],
  ['nothing', undefined, '`serviceAccount.key` is missing'],
])('%s is refused as the key when the client is made, and the error does not show it', async (_, wrong, expected) => {
  const error = await failureOf(() => {
    const options = { tenant, serviceAccount: { id: accountId, key: wrong }, scope: 'fr:am:*' };
    return Reflect.apply(createAdvancedIdentityCloud, undefined, [options]);
  });
  expect(error).toMatchObject({ code: 'invalid_config', message: expect.stringContaining('`serviceAccount.key') });
  expect(error.message).toContain(expected);
  for (const secret of [d, q, d.slice(0, 16)]) expect(inspectWhole(error)).not.toContain(secret);
});

test('a damaged key fails the token request, and nothing is sent', async () => {
  const broken = key({ n: `${n.slice(1)}A` });
  const { server, client } = await startIdentityCloud({ serviceAccount: { id: accountId, key: broken } });
  const error = await failureOf(client.token());
  expect(error).toMatchObject({ code: 'invalid_config', provider: 'pingam', hint: expect.stringContaining('damaged') });
  expect(error.cause).toBeUndefined();
  expect(inspectWhole(error)).not.toContain(d);
  expect(server.requests).toEqual([]);
});

const account = { tenant, serviceAccount: { id: accountId, key: privateJwk }, scope: 'fr:am:*' } as const;

test.each([
  ['realm', 'alpha'],
  ['clientId', 'myClient'],
  ['clientSecret', 'S3CRET-S3CRET'],
  ['clientAuth', 'client_secret_post'],
  ['audience', 'issuer'],
  ['basicEncoding', 'raw'],
  ['discovery', true],
  ['tokenEndpoint', 'https://am.example.com/am/oauth2/access_token'],
  ['endpointOrigins', ['https://am.example.com']],
])('the option %s is refused together with a service account', async (name, value) => {
  const error = await failureOf(() =>
    Reflect.apply(createAdvancedIdentityCloud, undefined, [{ ...account, [name]: value }]),
  );
  expect(error).toMatchObject({
    code: 'invalid_config',
    summary: `The option \`${name}\` must not be set together with \`serviceAccount\``,
    hint: expect.stringContaining('Remove this option'),
  });
  expect(inspectWhole(error)).not.toContain('S3CRET');
  expect(() => createAdvancedIdentityCloud({ ...account, [name]: undefined })).not.toThrow();
});

test.each([
  ['no scope', { scope: undefined }, '`scope` is missing'],
  ['a blank scope', { scope: ' ' }, '`scope` is missing'],
  ['an empty list of scopes', { scope: [] }, '`scope` is missing'],
  ['an account without an id', { serviceAccount: { key: privateJwk } }, '`serviceAccount.id` is missing'],
  ['an id with a space', { serviceAccount: { id: 'my account', key: privateJwk } }, '`serviceAccount.id` must be'],
  ['an account that is null', { serviceAccount: null }, '`serviceAccount` must be an object with'],
  ['a tenant that is a URL', { tenant: `https://${tenant}` }, '`tenant` must be a host name'],
  ['an API without TLS', { apiBaseUrl: 'http://api.example.com' }, '`apiBaseUrl` must be'],
  ['an assertion of your own', { parameters: { assertion: 'x' } }, 'must not have `assertion`'],
  ['a realm among the parameters', { parameters: { realm: '/alpha' } }, 'must not have `realm`'],
  ['an unknown option', { lifetime: 60 }, 'Unknown option `lifetime`'],
])('%s is refused with an error that names the option', async (_, wrong, expected) => {
  const options = { ...account, ...wrong };
  const error = await failureOf(() => Reflect.apply(createAdvancedIdentityCloud, undefined, [options]));
  expect(error.code).toBe('invalid_config');
  expect(error.message).toContain(expected);
});

test('without a realm and a service account, the error names both', async () => {
  const options = { tenant, clientId: 'myClient', clientSecret: 'mySecret' };
  const run = (own: object) => () => Reflect.apply(createAdvancedIdentityCloud, undefined, [{ ...options, ...own }]);
  expect((await failureOf(run({}))).message).toMatch(/`realm` is missing.*`serviceAccount`/);
  expect((await failureOf(run({ serviceaccount: {} }))).hint).toContain('`serviceAccount`');
  expect((await failureOf(() => Reflect.apply(createAdvancedIdentityCloud, undefined, []))).code).toBe(
    'invalid_config',
  );
});

test('the types take a realm with credentials or a service account, and no mixture', () => {
  const credentials = { clientId: 'myClient', clientSecret: 'mySecret' };
  const check = (_: Parameters<typeof createAdvancedIdentityCloud>[0]) => {};
  check({ tenant, realm: 'alpha', ...credentials });
  check(account);
  check({ ...account, serviceAccount: { id: accountId, key: JSON.stringify(privateJwk) }, realm: undefined });
  // @ts-expect-error: a service account is in the top realm
  check({ ...account, realm: 'alpha' });
  // @ts-expect-error: the account has no client secret
  check({ ...account, clientSecret: 'mySecret' });
  // @ts-expect-error: the account's client is fixed
  check({ ...account, clientId: 'myClient' });
  // @ts-expect-error: only a client of a realm has a method
  check({ ...account, clientAuth: 'client_secret_post' });
  // @ts-expect-error: the account needs a scope
  check({ tenant, serviceAccount: account.serviceAccount });
  // @ts-expect-error: neither a realm nor an account
  check({ tenant, ...credentials });
  // @ts-expect-error: a realm needs a client
  check({ tenant, realm: 'alpha' });
});
