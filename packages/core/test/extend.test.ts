import { expect, test, vi } from 'vitest';
import { type AuthorizedClient, clientSecretPost, createEndpointCaller, createProviderClient } from '../src/index.ts';
import { failureOf } from './failure-of.ts';
import { inspectWhole } from './inspect-whole.ts';
import { clientId, clientSecret, startServer, type TestBedOptions } from './test-bed.ts';

interface Own {
  /** The authorization header that the API gets. */
  show(): Promise<string | undefined>;
  revoke(token?: string): Promise<void>;
}

/** A client whose adapter adds members of its own, and counts how often it is asked for them. */
async function startExtended(options: TestBedOptions = {}) {
  const server = await startServer();
  server.answerApiAlways({ body: 'OK' });
  const extend = vi.fn((client: AuthorizedClient): Own => {
    const callEndpoint = createEndpointCaller(client);
    return {
      async show() {
        await client.fetch('/matters');
        return server.apiRequests.at(-1)?.headers['authorization'];
      },
      async revoke(given) {
        const token = given ?? (await client.token()).accessToken;
        await callEndpoint({ url: `${server.url}/revoke`, parameters: { token }, as: 'client' });
        await client.invalidate(token);
      },
    };
  });
  const provider = {
    name: 'acme',
    tokenEndpoint: server.tokenEndpoint,
    apiBaseUrl: `${server.url}/v2`,
    clientAuth: clientSecretPost(),
  };
  const client = createProviderClient(provider, { clientId, clientSecret, scope: 'read', ...options }, extend);
  return { server, client, extend };
}

test('each scope has the members of the adapter, which use the token of that scope', async () => {
  const { server, client } = await startExtended();
  const writer = client.scoped('write');
  for (const [one, scope] of [
    [client, 'read'],
    [writer, 'write'],
  ] as const) {
    expect(await one.show()).toBe(`Bearer ${server.issued.at(-1)?.accessToken}`);
    expect(server.issued.at(-1)?.scope).toEqual([scope]);
  }
  await writer.revoke();
  const { url, parameters } = server.apiRequests.at(-1) ?? {};
  expect([url, parameters?.get('token')]).toEqual(['/revoke', server.issued[1]?.accessToken]);
});

test('the adapter is asked for its members once per scope, however often the scope is used', async () => {
  const { server, client, extend } = await startExtended();
  expect(client.scoped('read')).toBe(client);
  for (const scope of ['write', 'admin write', 'write admin', 'write']) await client.scoped(scope).show();
  expect(extend).toHaveBeenCalledTimes(3);
  expect(extend.mock.calls).toEqual([[client], [client.scoped('write')], [client.scoped('admin write')]]);
  expect(client.scoped('write').show).toBe(client.scoped('write').show);
  expect(server.issued).toHaveLength(2);
});

test('the adapter is asked again for a scope that was forgotten', async () => {
  const { client, extend } = await startExtended();
  const forgotten = client.scoped('forgotten');
  for (let scope = 0; scope < 1_000; scope += 1) client.scoped(`scope-${scope}`);
  expect(extend).toHaveBeenCalledTimes(1_002);
  expect(client.scoped('forgotten').show).not.toBe(forgotten.show);
  expect(extend).toHaveBeenCalledTimes(1_003);
});

test('extending the main client and the client of a scope sends nothing, and fetches no secret', async () => {
  const fetchSecret = vi.fn(() => clientSecret);
  const { server, client, extend } = await startExtended({ clientSecret: fetchSecret });
  client.scoped('write');
  expect(extend).toHaveBeenCalledTimes(2);
  expect(fetchSecret).not.toHaveBeenCalled();
  expect(server.requests).toHaveLength(0);
});

test.each(['the main client', 'the client of its scope', 'the client of another scope'])(
  'revoke of %s invalidates a token in the scope that holds it',
  async (name) => {
    const { client } = await startExtended();
    const holder = client.scoped('write');
    const { accessToken } = await holder.token();
    const kept = await client.token();
    const revoker =
      name === 'the main client' ? client : name === 'the client of its scope' ? holder : client.scoped('admin');
    await revoker.revoke(accessToken);
    expect(holder.explain().token).toBeUndefined();
    expect((await holder.token()).accessToken).not.toBe(accessToken);
    expect(await client.token()).toBe(kept);
  },
);

test("the client of a scope invalidates the main client's token", async () => {
  const { client } = await startExtended();
  const { accessToken } = await client.token();
  await client.scoped('write').invalidate(accessToken);
  expect(client.explain().token).toBeUndefined();
});

test('a member of the adapter with the name of a member of core does not compile', () => {
  const provider = { name: 'acme', tokenEndpoint: 'https://auth.acme.example/token', clientAuth: clientSecretPost() };
  const options = { clientId, clientSecret };
  // @ts-expect-error `token` is a member of core.
  expect(() => createProviderClient(provider, options, () => ({ token: async () => '', list: () => [] }))).toThrow();
  // @ts-expect-error `scoped` is a member of core.
  expect(() => createProviderClient(provider, options, () => ({ scoped: () => 'another' }))).toThrow();
});

class Members {
  revoke(): void {}
}

test.each<[string, (client: AuthorizedClient) => unknown, string]>([
  ['an instance of a class', () => new Members(), 'plain object'],
  ['a promise', async () => ({ list: () => [] }), 'plain object'],
  ['a function', () => () => [], 'plain object'],
  ['nothing', () => undefined, 'plain object'],
  ['null', () => null, 'plain object'],
  ['text', () => 'list', 'plain object'],
  ["a member of core's", () => ({ ['token' as string]: () => 'mine' }), '`token`'],
  ['a hidden `fetch`', () => Object.defineProperty({}, 'fetch', { value: () => {} }), '`fetch`'],
  ['`api`', () => ({ ['api' as string]: {} }), '`api`'],
  ['`scoped`', () => ({ ['scoped' as string]: () => ({}) }), '`scoped`'],
  ['`then`', () => ({ ['then' as string]: () => {} }), '`then`'],
])('%s as what the adapter adds is an error', async (_, extend, text) => {
  const provider = { name: 'acme', tokenEndpoint: 'https://auth.acme.example', clientAuth: clientSecretPost() };
  const make = () => Reflect.apply(createProviderClient, undefined, [provider, { clientId, clientSecret }, extend]);
  expect(await failureOf(make)).toMatchObject({ code: 'invalid_config', message: expect.stringContaining(text) });
});

test('what the function of the adapter throws is not in the error', async () => {
  const error = await failureOf(() =>
    createProviderClient(
      { name: 'acme', tokenEndpoint: 'https://auth.acme.example', clientAuth: clientSecretPost() },
      { clientId, clientSecret },
      () => {
        throw new Error(`no ${clientSecret}`);
      },
    ),
  );
  expect(error).toMatchObject({ code: 'invalid_config', summary: 'The function `extend` of the adapter failed' });
  expect(inspectWhole(error)).not.toContain(clientSecret);
});

test('the adapter can invalidate a token while it makes its members, and its getters stay getters', async () => {
  const invalidated: Promise<void>[] = [];
  let reads = 0;
  const client = createProviderClient(
    { name: 'acme', tokenEndpoint: 'https://auth.acme.example', clientAuth: clientSecretPost() },
    { clientId, clientSecret },
    ({ invalidate }) => {
      invalidated.push(invalidate('a-token'));
      return {
        get reads() {
          reads += 1;
          return reads;
        },
      };
    },
  );
  await Promise.all(invalidated);
  expect([client.reads, client.reads]).toEqual([1, 2]);
});
