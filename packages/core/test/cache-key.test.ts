import { isDeepStrictEqual } from 'node:util';
import { createAuthorizationServer } from '@grantkit/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CacheKeyParts, cacheKey } from '../src/cache/cache-key.ts';
import { scopeList } from '../src/contract/scope.ts';
import type { Provider, TokenCache } from '../src/index.ts';
import { type ClientOptions, clientSecretBasic, clientSecretPost, createProviderClient } from '../src/index.ts';

// Few characters, and all of them special. Short texts of them are often equal, alone or joined.
const awkward = fc.constantFrom('a', 'b', '"', ',', '[', ']', '\\', ' ', ':', '\0', 'é', '\ud83d', '\ude00', '\ufffd');
const text = fc.string({ unit: awkward, maxLength: 3 });
const parts: fc.Arbitrary<CacheKeyParts> = fc.record({
  server: text,
  clientId: text,
  method: text,
  credential: fc.tuple(text, text),
  scope: fc.option(fc.array(fc.constantFrom('a', 'b', 'a,b', 'ab', '["a"]'), { minLength: 1, maxLength: 3 }), {
    nil: undefined,
  }),
  parameters: fc.dictionary(text, fc.oneof(text, fc.array(text, { maxLength: 2 })), {
    maxKeys: 2,
    noNullPrototype: true,
  }),
  headers: fc.dictionary(text, text, { maxKeys: 2, noNullPrototype: true }),
  details: fc.uniqueArray(text, { maxLength: 2 }),
});

function canonical({ scope, details, ...others }: CacheKeyParts): unknown {
  return { ...others, scope: scope?.toSorted(), details: details.toSorted() };
}

test('parts that differ anywhere have different keys, and equal parts have the same key', async () => {
  await fc.assert(
    fc.asyncProperty(parts, parts, async (one, other) => {
      expect((await cacheKey(one)) === (await cacheKey(other))).toBe(
        isDeepStrictEqual(canonical(one), canonical(other)),
      );
    }),
    { numRuns: 1_000 },
  );
});

const members = ['server', 'clientId', 'method'] as const;

test('a single part that differs makes another key, and so does the same text in another part', async () => {
  await fc.assert(
    fc.asyncProperty(
      parts,
      text,
      fc.constantFrom(...members),
      fc.constantFrom(...members),
      async (one, changed, member, elsewhere) => {
        const other = { ...one, [member]: changed };
        expect((await cacheKey(one)) === (await cacheKey(other))).toBe(one[member] === changed);
        const swapped = { ...one, [member]: one[elsewhere], [elsewhere]: one[member] };
        expect((await cacheKey(one)) === (await cacheKey(swapped))).toBe(one[member] === one[elsewhere]);
        const [secret, fingerprint] = one.credential;
        const turned = { ...one, credential: [fingerprint, secret] } as const;
        expect((await cacheKey(one)) === (await cacheKey(turned))).toBe(secret === fingerprint);
      },
    ),
    { numRuns: 500 },
  );
});

test('the order of scopes and parameters does not matter, nor do repeated scopes', async () => {
  const scopes = fc.array(fc.constantFrom('read', 'write', 'admin', 'a:b'), { minLength: 1 });
  const shuffled = scopes.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 })),
  );
  await fc.assert(
    fc.asyncProperty(parts, shuffled, async (one, [list, again]) => {
      const reversed = Object.fromEntries(Object.entries(one.parameters).reverse());
      const key = await cacheKey({ ...one, scope: scopeList(list) });
      expect(await cacheKey({ ...one, scope: scopeList(again), parameters: reversed })).toBe(key);
    }),
  );
});

test('a key is a name, a version and a hash, whatever the parts are, and contains none of them', async () => {
  const long = fc.string({ unit: 'binary', minLength: 8, maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(long, long, long, async (server, clientId, secret) => {
      const key = await cacheKey({ ...plain, server, clientId, credential: [secret, secret], scope: [secret] });
      expect(key).toMatch(/^grantkit:2:[0-9a-f]{64}$/);
      for (const part of [server, clientId, secret]) expect(key).not.toContain(part);
    }),
  );
});

const plain: CacheKeyParts = {
  server: 'https://auth.acme.example/token',
  clientId: 'id',
  method: 'client_secret_basic',
  credential: ['secret', ''],
  scope: undefined,
  parameters: {},
  headers: {},
  details: [],
};

test('the key of a grant never changes. Otherwise a deployment would empty every shared cache', async () => {
  expect(await cacheKey(plain)).toBe('grantkit:2:6ee335a7b1fc3a8aa64eaf3cfb3269f0eeb2f70ecfa5b7a0ce10998caff6b22f');
  expect(await cacheKey({ ...plain, scope: ['a', 'b'], parameters: { p: '1' } })).toBe(
    'grantkit:2:08e62e3531e6069ab3ab6093d5344a62152568c527137729264259b45d2846a2',
  );
});

/** The key under which a client looks for its token. */
async function keyOf(provider: Partial<Provider>, options: Partial<ClientOptions>): Promise<string | undefined> {
  const keys: string[] = [];
  const cache: TokenCache = { get: async (key) => void keys.push(key), set: async () => {}, delete: async () => {} };
  await using server = await createAuthorizationServer();
  server.answerAlways({ body: { access_token: 't', token_type: 'Bearer' } });
  const client = createProviderClient(
    { name: 'acme', tokenEndpoint: 'https://acme.example/token', clientAuth: clientSecretBasic(), ...provider },
    {
      clientId: 'id',
      clientSecret: 'secret',
      scope: 'a b',
      cache,
      fetch: () => globalThis.fetch(server.tokenEndpoint, { method: 'POST' }),
      ...options,
    },
  );
  await client.token();
  return keys[0];
}

test.each<[string, Partial<Provider>, Partial<ClientOptions>]>([
  ['client ids', {}, { clientId: 'other' }],
  ['secrets', {}, { clientSecret: 'other' }],
  ['scopes', {}, { scope: 'a' }],
  ['scopes, one of them none', {}, { scope: undefined }],
  ['token endpoints', { tokenEndpoint: 'https://acme.example/other' }, {}],
  ['issuers', { tokenEndpoint: async () => 'https://acme.example/token', issuer: 'https://acme.example/token' }, {}],
  ['methods', { clientAuth: clientSecretPost() }, {}],
  ['keys', { clientAuth: { ...clientSecretBasic(), fingerprint: () => 'other' } }, {}],
  ['parameters', { parameters: { audience: 'other' } }, {}],
  [
    'issuers beside a function',
    { tokenEndpoint: async () => 'https://acme.example/token', issuer: 'https://a.example' },
    {},
  ],
  ["parameters of the program's own", {}, { parameters: { audience: 'other' } }],
  ['lists as parameters', { parameters: { resource: ['a', 'b'] } }, {}],
  ['grants', { parameters: { grant_type: 'account_credentials' } }, {}],
  ['members of the reply to keep', { tokenDetails: ['instance_url'] }, {}],
  ['headers', { headers: { 'x-tenant': 'other' } }, {}],
])('clients with different %s never share a token', async (_, provider, options) => {
  expect(await keyOf(provider, options)).not.toBe(await keyOf({}, {}));
});

test('clients of two issuers never share a token', async () => {
  const tokenEndpoint = async () => 'https://acme.example/token';
  const [one, other] = ['https://a.example', 'https://b.example'].map((issuer) => keyOf({ issuer, tokenEndpoint }, {}));
  expect(await one).not.toBe(await other);
});

test.each<[string, Partial<Provider>, Partial<ClientOptions>]>([
  ['their scopes written another way', {}, { scope: [' b', 'a', 'b a '] }],
  ['their secret from a function', {}, { clientSecret: async () => 'secret' }],
  ['a pair of secrets whose first one is the same', {}, { clientSecret: ['secret', 'next'] }],
  ['headers that are made for each request', { headers: () => ({ 'x-request': 'other' }) }, {}],
  ['a token endpoint that a function finds', { tokenEndpoint: async () => 'https://acme.example/token' }, {}],
  ['an issuer beside a token endpoint that is given', { issuer: 'https://acme.example' }, {}],
  ['another name and another API', { name: 'other', apiBaseUrl: 'https://api.acme.example' }, { timeout: 5_000 }],
])('clients share a token with %s', async (_, provider, options) => {
  expect(await keyOf(provider, options)).toBe(await keyOf({}, {}));
});
