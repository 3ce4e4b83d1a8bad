import { type ClientAuth, createProviderClient, memoryTokenCache, type TokenCache } from '@grantkit/core';
import { calculateJwkThumbprint } from 'jose';
import { expect, test } from 'vitest';
import { clientSecretJwt, privateKeyJwt } from '../src/index.ts';
import { type TestKey, testKey } from './keys.ts';
import { createTestBed } from './test-bed.ts';

const [one, other] = [await testKey('ES256'), await testKey('ES384')];

/** The cache key of a client with this credential. */
async function cacheKeyOf(clientAuth: ClientAuth, clientSecret?: string): Promise<string | undefined> {
  const keys: string[] = [];
  const memory = memoryTokenCache();
  const cache: TokenCache = {
    ...memory,
    set(key, ...rest) {
      keys.push(key);
      return memory.set(key, ...rest);
    },
  };
  const fetch = async () => Response.json({ access_token: 'token', token_type: 'Bearer', expires_in: 3600 });
  const tokenEndpoint = 'https://auth.acme.example/token';
  const options = { clientId: 'myClient', clientSecret, cache, fetch };
  await createProviderClient({ name: 'acme', tokenEndpoint, clientAuth }, options).token();
  return keys[0];
}

test('one key has one cache key, in any form and with any id', async () => {
  const { pem, jwk, cryptoKey } = one;
  const keys = [pem, `\n${pem}\n`, jwk, { ...jwk, alg: 'ES256' }, cryptoKey];
  const found = await Promise.all(keys.map((key) => cacheKeyOf(privateKeyJwt({ key }))));
  found.push(await cacheKeyOf(privateKeyJwt({ key: pem, keyId: 'k1', lifetime: 30 })));
  expect(new Set(found).size).toBe(1);
  expect(found[0]).toMatch(/^grantkit:/);
});

test('the fingerprint is the RFC 7638 thumbprint', async () => {
  const thumbprint = await calculateJwkThumbprint(one.publicJwk);
  expect(await privateKeyJwt({ key: one.pem }).fingerprint?.()).toBe(`thumbprint ${thumbprint}`);
});

test('two keys have two cache keys', async () => {
  for (const form of ['pem', 'jwk', 'cryptoKey'] as const) {
    expect(await cacheKeyOf(privateKeyJwt({ key: one[form] }))).not.toBe(
      await cacheKeyOf(privateKeyJwt({ key: other[form] })),
    );
  }
});

const hidden: readonly (readonly [string, (key: TestKey) => Parameters<typeof privateKeyJwt>[0]])[] = [
  ['cannot be extracted', ({ lockedKey }) => ({ key: lockedKey })],
  ['only a function can use', ({ sign, algorithm }) => ({ key: sign, algorithm })],
];

test.each(hidden)('a key that %s is identified by its id', async (_, options) => {
  const named = (keyId: string) => cacheKeyOf(privateKeyJwt({ ...options(one), keyId }));
  expect(await named('k1')).toBe(await named('k1'));
  expect(await named('k1')).not.toBe(await named('k2'));
});

test.each(hidden)('a key that %s shares no token if it has no id', async (_, options) => {
  const clientAuth = privateKeyJwt(options(one));
  expect(await cacheKeyOf(clientAuth)).toBe(await cacheKeyOf(clientAuth));
  expect(await cacheKeyOf(clientAuth)).not.toBe(await cacheKeyOf(privateKeyJwt(options(one))));
});

test('a key whose id is the thumbprint of another key does not share its tokens', async () => {
  const keyId = await calculateJwkThumbprint(one.publicJwk);
  const named = await cacheKeyOf(privateKeyJwt({ key: other.sign, algorithm: 'ES384', keyId }));
  expect(named).not.toBe(await cacheKeyOf(privateKeyJwt({ key: one.pem })));
});

test('the cache key of client_secret_jwt depends on the secret', async () => {
  const [first, second] = ['a'.repeat(32), 'b'.repeat(32)];
  const key = await cacheKeyOf(clientSecretJwt(), first);
  expect(await cacheKeyOf(clientSecretJwt({ lifetime: 30 }), first)).toBe(key);
  expect(await cacheKeyOf(clientSecretJwt(), second)).not.toBe(key);
});

test('if the fingerprint fails, the client still gets its token, and shares nothing', async () => {
  const broken = privateKeyJwt({ key: { ...one.jwk, x: one.jwk.y! } });
  const working = privateKeyJwt({ key: one.pem });
  const clientAuth: ClientAuth = { ...working, fingerprint: async () => (await broken.fingerprint?.()) ?? '' };
  const { client } = await createTestBed(clientAuth, { cache: memoryTokenCache() });
  expect(await client.token()).toMatchObject({ tokenType: 'Bearer' });
});
