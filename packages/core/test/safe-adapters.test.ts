import { describe, expect, test } from 'vitest';
import { tokensIn } from '../src/endpoint/error-body.ts';
import {
  type ClientAuth,
  type ClientRequestDraft,
  clientSecretPost,
  createEndpointCaller,
  createProviderClient,
  type GrantEvent,
  memoryTokenCache,
  type Provider,
  tlsClientAuth,
} from '../src/index.ts';
import { watchUnhandledRejections } from './event-loop.ts';
import { failureOf, outcomeOf } from './failure-of.ts';
import { inspectWhole } from './inspect-whole.ts';
import { createMapCache } from './map-token-cache.ts';
import { createTestBed } from './test-bed.ts';

// Whatever an adapter does, core stays safe. Each test has a mistake, or something unusual, that an adapter may contain.

const password = 'pa55w0rd-9f31';

function authOf(write: (draft: ClientRequestDraft) => void): ClientAuth {
  return { method: 'acme', usesClientSecret: false, authenticate: write };
}

describe('what a client authentication writes is not in an error', () => {
  test.each<[string, (draft: ClientRequestDraft) => void]>([
    ...['assertion', 'api_key', 'password', 'app_secret', 'refresh_token', 'subject_token', 'x'].map(
      (name): [string, (draft: ClientRequestDraft) => void] => [
        `as the parameter ${name}`,
        ({ body }) => body.set(name, password),
      ],
    ),
    [
      'as a repeated parameter',
      ({ body }) => {
        body.append('key', 'public');
        body.append('key', password);
      },
    ],
    ['in a header', ({ headers }) => headers.set('x-acme-key', password)],
    ['as a bearer token', ({ headers }) => headers.set('authorization', `Bearer ${password}`)],
    ['in a scheme of its own', ({ headers }) => headers.set('authorization', `Acme ${password}`)],
  ])('%s', async (_, write) => {
    for (const requestBody of ['form', 'json'] as const) {
      const { server, client, events } = await createTestBed({ provider: { clientAuth: authOf(write), requestBody } });
      for (const echo of [password, password.slice(0, 9), encodeURIComponent(password), btoa(password)]) {
        server.answerNext({ status: 400, body: { error: `bad ${echo}`, error_description: `no ${echo}, sorry` } });
        const error = await failureOf(client.token({ forceRefresh: true }));
        expect(error).toMatchObject({
          error: '(withheld: it repeats a credential)',
          description: '(withheld: it repeats a credential)',
        });
        expect(inspectWhole([error, events, client.explain()])).not.toContain(password.slice(0, 9));
      }
    }
  });

  test.each<[string, (draft: ClientRequestDraft) => void]>([
    ['in a header', ({ headers, clientId }) => headers.set('client-id', clientId)],
    ['in a parameter of its own', ({ body, clientId }) => body.set('app', clientId)],
  ])("but for the client's id %s, which an error may name", async (_, write) => {
    const { server, client } = await createTestBed({ provider: { clientAuth: authOf(write) } });
    server.answerNext(({ headers, parameters }) => ({
      status: 400,
      body: { error: 'unknown_app', error_description: `no app ${headers['client-id'] ?? parameters.get('app')}` },
    }));
    expect((await failureOf(client.token())).description).toBe('no app the-client');
  });

  test.each(['grant_type', 'client_id', 'client_assertion_type', 'audience', 'resource'])(
    'but for the plain parameter %s, which an error may name',
    async (name) => {
      const clientAuth = authOf(({ body }) => body.set(name, 'plain-value'));
      const { server, client } = await createTestBed({ provider: { clientAuth } });
      server.answerNext({ status: 400, body: { error: 'invalid_request', error_description: 'not plain-value' } });
      expect((await failureOf(client.token())).description).toBe('not plain-value');
    },
  );
});

test.each(['', 'a', 'ab', 'abc', 'abcd'])('a secret in base64 after the id "%s" is recognised', async (id) => {
  const { server, client } = await createTestBed({ clientSecret: password });
  server.setClientSecret('the-client', password);
  for (const echo of [btoa(`${id}:${password}`), btoa(`${id}${password}`), btoa(`${id}:${password}&scope=a`)]) {
    server.answerNext({ status: 400, body: { error: 'invalid_request', error_description: `raw ${echo}` } });
    const { description } = await failureOf(client.token({ forceRefresh: true }));
    expect(description).toBe('(withheld: it repeats a credential)');
  }
});

test.each([
  ['in a parameter', ({ body }: ClientRequestDraft) => body.set('credential', btoa(`svc:${password}`))],
  ['in a header', ({ headers }: ClientRequestDraft) => headers.set('x-credential', `Acme ${btoa(`svc:${password}`)}`)],
])('what a client authentication writes in base64 %s is recognised when it is decoded', async (_, write) => {
  const { server, client } = await createTestBed({ provider: { clientAuth: authOf(write) } });
  const hex = Buffer.from(password).toString('hex');
  for (const echo of [password, password.toUpperCase(), hex, hex.toUpperCase()]) {
    server.answerNext({ status: 400, body: { error: 'invalid_request', error_description: `user svc, ${echo}` } });
    const { description } = await failureOf(client.token({ forceRefresh: true }));
    expect(description).toBe('(withheld: it repeats a credential)');
  }
});

describe('a client authentication without a secret', () => {
  const keyAuth = (key: string, fingerprint?: () => string): ClientAuth => ({
    ...authOf(({ body }) => body.set('api_key', key)),
    ...(fingerprint && { fingerprint }),
  });

  test.each<[string, ClientAuth, ClientAuth]>([
    ['and without a fingerprint', keyAuth('of A'), keyAuth('of B')],
    ['and with an empty fingerprint', keyAuth('of A', () => ''), keyAuth('of B', () => '')],
    ['that is a certificate without a thumbprint', tlsClientAuth(), tlsClientAuth()],
  ])('%s shares no token, although the client ids are the same', async (_, a, b) => {
    const cache = createMapCache();
    const { server, createClient, events } = await createTestBed({ cache });
    server.answerAlways({ body: { access_token: 'token', token_type: 'Bearer', expires_in: 3600 } });
    for (const clientAuth of [a, b]) {
      const client = createClient({ cache, clientSecret: undefined, provider: { clientAuth } });
      await Promise.all([client.token(), client.token()]);
      await client.invalidate('token');
    }
    expect([server.tokenRequests.length, cache.entries.size]).toEqual([2, 0]);
    expect(events.filter(({ type }) => type === 'cache_failed')).toEqual([]);
  });

  test('and with a fingerprint shares its tokens with clients that have the same one', async () => {
    const cache = memoryTokenCache();
    const { server, createClient } = await createTestBed({ cache });
    server.answerAlways({ body: { access_token: 'token', token_type: 'Bearer', expires_in: 3600 } });
    for (const fingerprint of ['a', 'a', 'b']) {
      await createClient({ cache, provider: { clientAuth: keyAuth('key', () => fingerprint) } }).token();
    }
    expect(server.tokenRequests).toHaveLength(2);
  });
});

test('a new fingerprint makes a new cache key, as when a certificate is renewed', async () => {
  const cache = createMapCache();
  let thumbprint = 'old';
  const clientAuth = { ...tlsClientAuth(), fingerprint: () => thumbprint };
  const { server, client } = await createTestBed({ cache, provider: { clientAuth } });
  server.answerAlways({ body: { access_token: 'token', token_type: 'Bearer', expires_in: 3600 } });
  await client.token();
  thumbprint = 'new';
  await client.invalidate('token');
  await client.token();
  expect(server.tokenRequests).toHaveLength(2);
  const [first] = cache.entries.keys();
  await client.token({ forceRefresh: true });
  expect(first).toBeDefined();
  expect(new Set(cache.entries.keys()).size).toBe(1);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('a default lifetime of %d is refused', async (lifetime) => {
  const { createClient } = await createTestBed();
  const error = await failureOf(() => createClient({ provider: { defaultLifetime: lifetime } }));
  expect(error).toMatchObject({ code: 'invalid_config', summary: expect.stringContaining('defaultLifetime') });
});

test.each([
  new URL('https://acme.example/errors'),
  null,
  '',
  '#',
  'errors',
  'javascript:alert(1)',
  'http://acme.example/errors',
  'https://user:password@acme.example/errors',
  'https://acme.example/the errors',
  '#acme\n',
])('%j is refused as the page about errors', async (page) => {
  const { createClient } = await createTestBed();
  const error = await failureOf(() => createClient({ provider: Object({ errorPage: page }) }));
  expect(error).toMatchObject({ code: 'invalid_config', summary: expect.stringContaining('errorPage') });
});

test.each(['#acme', 'https://acme.example/errors?view=v2#hints'] as const)(
  '%s is taken as the page about errors',
  async (errorPage) => {
    const { createClient } = await createTestBed();
    expect(() => createClient({ provider: { errorPage } })).not.toThrow();
  },
);

test('a function cannot send credentials to a token endpoint over http', async () => {
  const { client, server } = await createTestBed({
    provider: { tokenEndpoint: async () => 'http://auth.acme.example/token' },
  });
  expect(await failureOf(client.token())).toMatchObject({ code: 'invalid_config' });
  expect(server.requests).toEqual([]);
});

test('an error that a provider calls rate_limited is retryable at any status', async () => {
  const { client, server, clock } = await createTestBed({
    timeout: 100,
    provider: { errorCodes: { rate_limit_exceeded: 'rate_limited' } },
  });
  server.answerAlways({ status: 400, body: { error: 'rate_limit_exceeded' } });
  const error = await failureOf(client.token(), clock);
  expect(error).toMatchObject({ code: 'rate_limited', status: 400, retryable: true });
  expect(error.retryAfter).toBeGreaterThan(0);
});

describe('a 401 of another endpoint', () => {
  test.each([
    ['that got a token is invalid_token', { as: { bearer: 'a-token' } }, 'invalid_token'],
    ['that got the client is invalid_client', { as: 'client', parameters: {} }, 'invalid_client'],
    ['that got neither is refused', {}, 'refused'],
  ] as const)('%s', async (_, call, code) => {
    const { server, client } = await createTestBed();
    const url = `${server.url}/validate`;
    // A server that got no client can still use its usual word.
    for (const body of ['', { error: 'invalid_client' }, { error: 'unauthorized_client' }]) {
      server.answerApiNext({ status: 401, body });
      const error = await failureOf(createEndpointCaller(client)({ url, ...call }));
      if (code !== 'invalid_client' || body === '') expect(error).toMatchObject({ code, status: 401 });
    }
  });
});

test('a 401 while the token endpoint is looked for says nothing about the secrets', async () => {
  const found = await createTestBed({ clientSecret: ['the-secret', 'other'] });
  const { server, client: document, createClient } = found;
  let isDown = true;
  const tokenEndpoint = async () => {
    if (isDown) await createEndpointCaller(document)({ url: `${server.url}/document` });
    return server.tokenEndpoint;
  };
  server.answerApiNext({ status: 401 });
  const client = createClient({ clientSecret: ['the-secret', 'other'], provider: { tokenEndpoint } });
  expect(await failureOf(client.token())).toMatchObject({ code: 'refused', status: 401 });
  isDown = false;
  await client.token({ forceRefresh: true });
  expect(server.tokenRequests.map(({ parameters }) => parameters.get('client_secret'))).toEqual(['the-secret']);
});

test('a shared token is used while the token endpoint cannot be found, if the provider names its issuer', async () => {
  const cache = memoryTokenCache();
  const { server, createClient } = await createTestBed({ cache });
  const issuer = 'https://acme.example';
  await createClient({ cache, provider: { issuer, tokenEndpoint: async () => server.tokenEndpoint } }).token();
  const down = createClient({ cache, provider: { issuer, tokenEndpoint: async () => failing() } });
  await expect(down.token()).resolves.toBeDefined();
  expect(server.tokenRequests).toHaveLength(1);
});

/** Fails with a secret in its message. */
function failing(): never {
  throw new Error(password);
}

test.each<[string, Partial<Provider>]>([
  ['tokenEndpoint', { tokenEndpoint: async () => failing() }],
  ['headers', { headers: failing }],
  ['authenticate', { clientAuth: { ...clientSecretPost(), authenticate: failing } }],
  ['readReply', { readReply: failing }],
])('what %s throws is a GrantError without its message', async (_, provider) => {
  const { client, clock, events } = await createTestBed({ provider, cache: memoryTokenCache(), timeout: 1 });
  const error = await failureOf(client.token(), clock);
  expect(error.provider).toBe('acme');
  expect(inspectWhole([error, events])).not.toContain(password);
});

test('what `hint` and `fingerprint` throw costs no token and replaces no error', async () => {
  const clientAuth = { ...clientSecretPost(), fingerprint: failing };
  const { server, client } = await createTestBed({
    cache: memoryTokenCache(),
    provider: { hint: failing, clientAuth },
  });
  server.answerNext({ status: 400, body: { error: 'invalid_scope' } });
  expect(await failureOf(client.token())).toMatchObject({ code: 'invalid_scope' });
  await expect(client.token({ forceRefresh: true })).resolves.toBeDefined();
});

test('what `refuses` throws is invalid_config, without its message', async () => {
  const clientAuth = { ...clientSecretPost(), refuses: failing };
  const provider = { name: 'acme', tokenEndpoint: 'https://acme.example/token', clientAuth };
  const error = await failureOf(() => createProviderClient(provider, { clientId: 'id', clientSecret: 'secret' }));
  expect(error).toMatchObject({ code: 'invalid_config', provider: 'acme' });
  expect(inspectWhole(error)).not.toContain(password);
});

test('a credential that signs the scope can read it and leave it out', async () => {
  const clientAuth = authOf(({ body }) => {
    body.set('assertion', `signed for ${body.get('scope')}`);
    body.delete('scope');
  });
  const { server, client } = await createTestBed({ scope: 'read write', provider: { clientAuth } });
  server.answerAlways({ body: { access_token: 'token', token_type: 'Bearer' } });
  await client.token();
  await client.scoped('admin').token();
  expect(server.tokenRequests.map(({ body }) => body)).toEqual([
    'grant_type=client_credentials&assertion=signed+for+read+write',
    'grant_type=client_credentials&assertion=signed+for+admin',
  ]);
});

test('the page of a proxy is not taken for an error that the provider maps by its status', async () => {
  const { server, client } = await createTestBed({
    clientSecret: ['the-secret', 'other'],
    provider: { errorCodes: { 403: 'invalid_client' } },
  });
  server.answerNext({ status: 403, headers: { 'content-type': 'text/html' }, body: '<html>blocked</html>' });
  expect(await failureOf(client.token())).toMatchObject({ code: 'refused', status: 403 });
  expect(server.tokenRequests).toHaveLength(1);
  server.answerNext({ status: 403, body: { message: 'no' } }, { status: 403, body: { message: 'no' } });
  expect(await failureOf(client.token({ forceRefresh: true }))).toMatchObject({ code: 'invalid_client' });
  expect(server.tokenRequests).toHaveLength(3);
});

test('no event shows what a client authentication writes', async () => {
  const events: GrantEvent[] = [];
  const clientAuth = authOf(({ body }) => body.set('api_key', password));
  const { server, client } = await createTestBed({ provider: { clientAuth }, onEvent: (event) => events.push(event) });
  server.answerNext({ body: { access_token: 'token', token_type: 'Bearer', scope: `read ${password}` } });
  expect((await client.token()).scope).toEqual(['read']);
  expect(inspectWhole(events)).not.toContain(password);
});

test.each<[string, Partial<Provider>]>([
  ['hint', { hint: () => Object(Promise.reject(new Error(password))) }],
  ['readReply', { readReply: () => Object(Promise.reject(new Error(password))) }],
  ['headers', { headers: () => Object(Promise.reject(new Error(password))) }],
  ['inspects', { inspects: () => JSON.parse('true') && Object(Promise.reject(new Error(password))) }],
  ['apiBaseUrl', { apiBaseUrl: () => Object(Promise.reject(new Error(password))) }],
])('an async %s is a mistake that does not end the process', async (_, provider) => {
  const unhandled = watchUnhandledRejections();
  const { server, client, clock } = await createTestBed({ provider, timeout: 1 });
  server.answerApiAlways({ status: 401 });
  const error: unknown = await outcomeOf(client.fetch('things'), clock);
  if (_ !== 'hint') expect(error).toMatchObject({ provider: 'acme', code: expect.stringMatching(/^invalid_/) });
  expect(inspectWhole(error)).not.toContain(password);
  expect(await unhandled()).toEqual([]);
});

test('an async `refuses`, and one that returns no text, is invalid_config', async () => {
  const unhandled = watchUnhandledRejections();
  for (const returned of [Promise.reject(new Error(password)), Promise.resolve(), JSON.parse('42')]) {
    const clientAuth = { ...clientSecretPost(), refuses: () => returned };
    const provider = { name: 'acme', tokenEndpoint: 'https://acme.example/token', clientAuth };
    const error = await failureOf(() => createProviderClient(provider, { clientId: 'id', clientSecret: 'secret' }));
    expect(error).toMatchObject({ code: 'invalid_config', summary: expect.stringContaining('`refuses`') });
  }
  expect(await unhandled()).toEqual([]);
});

test('a fingerprint that throws while the token endpoint cannot be found does not end the process', async () => {
  const unhandled = watchUnhandledRejections();
  const clientAuth = { ...clientSecretPost(), fingerprint: failing };
  const provider = { clientAuth, tokenEndpoint: async () => failing() };
  const { client, clock } = await createTestBed({ provider, cache: memoryTokenCache(), timeout: 1 });
  expect(await failureOf(client.token(), clock)).toMatchObject({ code: 'network' });
  expect(await unhandled()).toEqual([]);
});

test('a token is shared under the fingerprint that was valid when it was requested', async () => {
  const cache = memoryTokenCache();
  let thumbprint = 'old';
  const clientAuth = { ...tlsClientAuth(), fingerprint: () => thumbprint };
  const { server, createClient } = await createTestBed({ cache, provider: { clientAuth } });
  server.answerAlways(() => {
    thumbprint = 'new';
    return { body: { access_token: 'token', token_type: 'Bearer', expires_in: 3600 } };
  });
  await createClient({ cache, provider: { clientAuth } }).token();
  await createClient({ cache, provider: { clientAuth } }).token();
  expect(server.tokenRequests).toHaveLength(2);
});

test('a fingerprint that is no text shares no token', async () => {
  const cache = createMapCache();
  const clientAuth = { ...tlsClientAuth(), fingerprint: () => JSON.parse('null') };
  const { server, client } = await createTestBed({ cache, provider: { clientAuth } });
  server.answerAlways({ body: { access_token: 'token', token_type: 'Bearer' } });
  await client.token();
  expect(cache.entries.size).toBe(0);
});

test('a 401 that the adapter calls temporary is tried again with the same secret', async () => {
  const readReply: Provider['readReply'] = ({ status }) =>
    status === 401 ? { error: 'temporarily_unavailable' } : undefined;
  const { server, client, clock } = await createTestBed({
    clientSecret: ['the-secret', 'next'],
    provider: { readReply },
  });
  server.answerNext({ status: 401, body: { code: 'THROTTLED' } });
  await outcomeOf(client.token(), clock);
  expect(server.tokenRequests.map(({ parameters }) => parameters.get('client_secret'))).toEqual([
    'the-secret',
    'the-secret',
  ]);
});

test('tokens in an error reply are looked for in a bounded part of it', () => {
  let reads = 0;
  const count: ProxyHandler<unknown[]> = {
    get(target, name) {
      reads += 1;
      return Reflect.get(target, name);
    },
  };
  const long = new Proxy(
    Array.from({ length: 100_000 }, () => ({ token: 'x' })),
    count,
  );
  expect(tokensIn(long, long)).toEqual([]);
  expect(reads).toBeLessThan(2_000);
  expect(tokensIn('x'.repeat(1_000_000))).toEqual([]);
});

test.each([
  [{ data: { session: { access_token: 'granted-9d2f41' } } }],
  [{ data: [{ access_token: 'granted-9d2f41' }] }],
  [{ jwt: 'granted-9d2f41' }],
  [{ accessToken: 'granted-9d2f41' }],
  [{ JWT: 'granted-9d2f41' }],
  [
    {
      ...Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`${n}_token`, `another-${n}`])),
      id_token: 'granted-9d2f41',
    },
  ],
])('an error does not repeat a token of its own reply, wherever it is', async (body) => {
  const { server, client } = await createTestBed();
  server.answerNext({ status: 400, body: { ...body, error: 'invalid_request', message: 'no granted-9d2f41' } });
  expect((await failureOf(client.token())).description).toBe('(withheld: it repeats a credential)');
});

test('words that a reply has beside its tokens stay in the error', async () => {
  const { server, client } = await createTestBed();
  const body = { error: 'invalid_request', tokenType: 'Bearer', token_use: 'a', message: 'Bearer is not a good type' };
  server.answerNext({ status: 400, body });
  expect((await failureOf(client.token())).description).toBe('Bearer is not a good type');
});

test('a default lifetime of centuries is capped, so that the token can be shared and explained', async () => {
  const cache = createMapCache();
  const { server, client, events } = await createTestBed({
    cache,
    provider: { defaultLifetime: Number.MAX_SAFE_INTEGER },
  });
  server.answerNext({ body: { access_token: 'token', token_type: 'Bearer' } });
  await client.token();
  expect(client.explain().token?.expiresAt).toMatch(/^20\d\d-/);
  expect(events.filter(({ type }) => type === 'cache_failed')).toEqual([]);
});

test.each([
  [
    'the first of two words',
    ({ headers }: ClientRequestDraft) => headers.set('x-auth', `${password} 1700000000`),
    password,
  ],
  [
    'Basic in Latin-1',
    ({ headers }: ClientRequestDraft) => headers.set('authorization', `Basic ${btoa('user:pässwörd-9f31')}`),
    'pässwörd-9f31',
  ],
])('a server cannot repeat %s of a header', async (_, write, echo) => {
  const { server, client } = await createTestBed({ provider: { clientAuth: authOf(write) } });
  server.answerNext({ status: 400, body: { error: 'invalid_request', error_description: `bad ${echo}` } });
  expect((await failureOf(client.token())).description).toBe('(withheld: it repeats a credential)');
});

test.each([
  ['base64url', `Acme ${Buffer.from('id:a~~?secret>>~').toString('base64url')}`, 'a~~?secret>>~'],
  ['a short secret in Basic', `Basic ${btoa('id:x9#')}`, 'x9#'],
])('a server cannot repeat what %s hides', async (_, authorization, secret) => {
  const clientAuth = authOf(({ headers }) => headers.set('authorization', authorization));
  const { server, client } = await createTestBed({ provider: { clientAuth } });
  server.answerNext({ status: 400, body: { error: 'invalid_request', message: `bad ${secret}` } });
  expect((await failureOf(client.token())).description).toBe('(withheld: it repeats a credential)');
});

test('a text of a few characters that a client authentication writes may be in an error', async () => {
  const clientAuth = authOf(({ body }) => body.set('v', '2'));
  const { server, client } = await createTestBed({ provider: { clientAuth } });
  server.answerNext({ status: 400, body: { error: 'invalid_request', message: 'use version 2' } });
  expect((await failureOf(client.token())).description).toBe('use version 2');
});

test.each(['', 'acme', 'http://acme.example'])('the issuer %j of a provider is refused', async (issuer) => {
  const { createClient } = await createTestBed();
  expect(await failureOf(() => createClient({ provider: { issuer } }))).toMatchObject({ code: 'invalid_config' });
});

test.each(['apiHeaders', 'authorize'])('a header of %s that is no text is not sent as one', async (hook) => {
  const provider = { [hook]: () => JSON.parse('{"x-api-key":null}') };
  const { server, client } = await createTestBed({ provider });
  expect(await failureOf(client.fetch('things'))).toMatchObject({ code: 'credential_unavailable' });
  expect(server.apiRequests).toEqual([]);
});

test('if a moved token endpoint cannot be found, the first failure is thrown', async () => {
  const { server, createClient } = await createTestBed();
  const tokenEndpoint = async (stale?: string) => (stale ? failing() : server.tokenEndpoint);
  server.answerNext({ status: 404 });
  expect(await failureOf(createClient({ provider: { tokenEndpoint } }).token())).toMatchObject({ code: 'not_found' });
});

test('a token of another endpoint is not shared under the key of the old one', async () => {
  const cache = createMapCache();
  const { server, createClient } = await createTestBed();
  let query = 'a';
  const client = createClient({ cache, provider: { tokenEndpoint: async () => `${server.tokenEndpoint}?${query}` } });
  await client.token();
  query = 'b';
  await client.token({ forceRefresh: true });
  expect(cache.entries.size).toBe(2);
});
