import { clientSecretPost, createProviderClient, type GrantEvent, isGrantError } from '@grantkit/core';
import { type KeyvStore, keyvTokenCache } from '@grantkit/keyv';
import { createAuthorizationServer } from '@grantkit/testing';
import Keyv from 'keyv';
import Keyv6 from 'keyv-6';
import { expect, onTestFinished, test } from 'vitest';

test.each([
  { ttl: 0.25, passed: 1 },
  { ttl: 1_500.75, passed: 1_500 },
  { ttl: (2 ** 31 - 1) * 1000, passed: 2_147_483_647_000 },
])('a ttl of $ttl ms is passed to Keyv as $passed', async ({ ttl, passed }) => {
  const ttls: number[] = [];
  const store: KeyvStore = {
    get: async () => 'value',
    set: async (_key, _value, given) => ttls.push(given),
    delete: async () => true,
  };
  await keyvTokenCache(store).set('key', 'value', { ttl });
  expect(ttls).toEqual([passed]);
});

test.each([{ answer: { accessToken: 'x' } }, { answer: 7 }, { answer: null }, { answer: undefined }])(
  'a get that Keyv answers with $answer is a miss',
  async ({ answer }) => {
    const store: KeyvStore = { get: async () => answer, set: async () => true, delete: async () => true };
    expect(await keyvTokenCache(store).get('key')).toBeUndefined();
  },
);

test.each([
  { what: 'nothing', keyv: undefined },
  { what: 'a Map, in which nothing expires', keyv: new Map() },
  { what: 'something without a delete', keyv: { get: () => {}, set: () => {} } },
])('$what is refused', ({ keyv }) => {
  expect.assertions(2);
  try {
    keyvTokenCache(keyv as unknown as KeyvStore);
  } catch (error) {
    expect(isGrantError(error)).toBe(true);
    expect(error).toMatchObject({
      code: 'invalid_config',
      provider: 'keyv',
      hint: expect.stringContaining('new Keyv'),
    });
  }
});

test.each([
  { name: 'Keyv 5', createKeyv: (store: Map<unknown, unknown>) => new Keyv({ store }) },
  {
    name: 'Keyv 5 with throwOnErrors',
    createKeyv: (store: Map<unknown, unknown>) => new Keyv({ store, throwOnErrors: true }),
  },
  { name: 'Keyv 6', createKeyv: (store: Map<unknown, unknown>) => new Keyv6({ store }) },
])('$name: a store that does not take the token is reported, and callers get the token', async ({ createKeyv }) => {
  const store = new Map();
  store.set = diskFailure;
  expect(await failuresOf(createKeyv(store))).toEqual(['set threw']);
});

test('Keyv 5 with throwOnErrors: a store that cannot be read is reported, and callers get the token', async () => {
  const store = new Map();
  store.get = diskFailure;
  expect(await failuresOf(new Keyv({ store, throwOnErrors: true }))).toContain('get threw');
});

function diskFailure(): never {
  throw new Error('the disk is broken');
}

/** Gets a token with a client on this Keyv. It resolves to the failures of the cache that the engine reports. */
async function failuresOf(keyv: KeyvStore & { on(event: 'error', listener: () => void): unknown }): Promise<string[]> {
  keyv.on('error', () => {});
  const server = await createAuthorizationServer({ clients: [{ clientId: 'one', clientSecret: 'secret' }] });
  onTestFinished(() => server.close());
  const events: GrantEvent[] = [];
  const client = createProviderClient(
    { name: 'acme', tokenEndpoint: server.tokenEndpoint, clientAuth: clientSecretPost() },
    { clientId: 'one', clientSecret: 'secret', cache: keyvTokenCache(keyv), onEvent: (event) => events.push(event) },
  );
  expect((await client.token()).accessToken).toBe(server.issued[0]?.accessToken);
  return events.flatMap((event) => (event.type === 'cache_failed' ? `${event.operation} ${event.reason}` : []));
}
