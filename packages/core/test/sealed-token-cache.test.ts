import { createFakeClock, testTokenCache } from '@grantkit/testing';
import { describe, expect, it, test } from 'vitest';
import { memoryTokenCache, type SealingKey, sealedTokenCache } from '../src/index.ts';
import { until } from './event-loop.ts';
import { failureOf } from './failure-of.ts';
import { createMapCache } from './map-token-cache.ts';
import { clientId, clientSecret, createTestBed } from './test-bed.ts';

const minute = { ttl: 60_000 };
const rawKey = () => crypto.getRandomValues(new Uint8Array(32));

testTokenCache(
  'a sealed cache over the memory cache',
  () => {
    const clock = createFakeClock();
    const store = memoryTokenCache({ clock });
    const keys = [rawKey()];
    const open = () => sealedTokenCache(store, { keys });
    return { cache: open(), advance: clock.advance, reopen: open };
  },
  { runner: { describe, test }, expiry: 'clock', lock: true, reach: 'processes' },
);

test('a sealed cache has a lock where the cache below it has one', () => {
  const { get, set, delete: remove } = memoryTokenCache();
  expect(sealedTokenCache({ get, set, delete: remove }, { keys: [rawKey()] }).lock).toBeUndefined();
});

describe('what the store holds', () => {
  it('contains neither token, nor secret, nor client id, in any encoding', async () => {
    const store = createMapCache();
    const { client, server } = await createTestBed({ cache: sealedTokenCache(store, { keys: [rawKey()] }) });
    await client.token();
    const dump = JSON.stringify([...store.entries]);
    expect(store.entries.size).toBe(1);
    for (const secret of [
      clientId,
      clientSecret,
      server.issued[0]?.accessToken ?? '',
      server.tokenEndpoint,
      'Bearer',
    ]) {
      for (const encoding of ['utf8', 'base64', 'base64url', 'hex'] as const) {
        expect(dump).not.toContain(Buffer.from(secret).toString(encoding).replace(/=+$/, ''));
      }
    }
  });

  it('differs each time that the same value is sealed', async () => {
    const store = createMapCache();
    const cache = sealedTokenCache(store, { keys: [rawKey()] });
    const seen = new Set<string | undefined>();
    for (let round = 0; round < 100; round += 1) {
      await cache.set('key', 'value', minute);
      seen.add(store.entries.get('key'));
    }
    expect(seen.size).toBe(100);
  });

  it('is a miss under another key', async () => {
    const store = createMapCache();
    const cache = sealedTokenCache(store, { keys: [rawKey()] });
    await cache.set('tenant one', 'value', minute);
    await store.set('tenant two', store.entries.get('tenant one') ?? '', minute);
    expect(await cache.get('tenant two')).toBeUndefined();
    expect(await cache.get('tenant one')).toBe('value');
  });

  it('is a miss when any bit of it was flipped', async () => {
    const store = createMapCache();
    const cache = sealedTokenCache(store, { keys: [rawKey()] });
    await cache.set('key', 'value', minute);
    const [format = '', ...parts] = (store.entries.get('key') ?? '').split('.');
    const whole = parts.map((part) => Buffer.from(part, 'base64url'));
    for (const [part, bytes] of whole.entries()) {
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const flipped = whole.map((other) => Buffer.from(other));
        flipped[part]![bit >> 3]! ^= 1 << (bit & 7);
        await store.set('key', [format, ...flipped.map((other) => other.toString('base64url'))].join('.'), minute);
        expect(await cache.get('key'), `part ${part}, bit ${bit}`).toBeUndefined();
      }
    }
  });

  it.each([
    ['empty', ''],
    ['not sealed', '{"version":1,"accessToken":"planted"}'],
    ['in another format', 'grantkit-sealed-2.AAAAAAAA.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA'],
    ['too short', 'grantkit-sealed-1.AAAAAAAA.AAAAAAAAAAAAAAAA'],
    ['base64 of a wrong length', 'grantkit-sealed-1.AAAAAAAA.AAAAAAAAAAAAAAAA.AAAAA'],
    ['100 KB long', `grantkit-sealed-1.AAAAAAAA.AAAAAAAAAAAAAAAA.${'A'.repeat(100_000)}`],
  ])('is a miss when it is %s', async (_, text) => {
    const store = createMapCache();
    const cache = sealedTokenCache(store, { keys: [rawKey()] });
    await store.set('key', text, minute);
    expect(await cache.get('key')).toBeUndefined();
  });

  it('is a miss when it was cut short', async () => {
    const store = createMapCache();
    const cache = sealedTokenCache(store, { keys: [rawKey()] });
    await cache.set('key', 'value', minute);
    const sealed = store.entries.get('key') ?? '';
    for (let length = 0; length < sealed.length - 1; length += 1) {
      await store.set('key', sealed.slice(0, length), minute);
      expect(await cache.get('key')).toBeUndefined();
    }
  });
});

describe('a ring of keys', () => {
  it('seals with the first and opens with all of them', async () => {
    const store = memoryTokenCache();
    const [last, current, next] = [rawKey(), rawKey(), rawKey()];
    await sealedTokenCache(store, { keys: [last] }).set('old', 'sealed last year', minute);

    const cache = sealedTokenCache(store, { keys: [current, last, next] });
    await cache.set('new', 'sealed today', minute);
    expect(await cache.get('old')).toBe('sealed last year');
    expect(await sealedTokenCache(store, { keys: [next, current] }).get('new')).toBe('sealed today');
    expect(await sealedTokenCache(store, { keys: [last, next] }).get('new')).toBeUndefined();
  });

  it('does not open an entry whose key was removed', async () => {
    const store = memoryTokenCache();
    const [old, current] = [rawKey(), rawKey()];
    await sealedTokenCache(store, { keys: [old] }).set('key', 'value', minute);
    expect(await sealedTokenCache(store, { keys: [current] }).get('key')).toBeUndefined();
  });
});

describe('a key', () => {
  it('is the same as 32 bytes, a Buffer of them, a CryptoKey that cannot be extracted, and a function', async () => {
    const raw = rawKey();
    const store = memoryTokenCache();
    await sealedTokenCache(store, { keys: [raw] }).set('key', 'value', minute);
    const same = [Buffer.from(raw), await importAesKey(raw), async () => raw, () => importAesKey(raw)];
    for (const key of same) expect(await sealedTokenCache(store, { keys: [key] }).get('key')).toBe('value');
  });

  it('may be wiped by the caller as soon as the cache has been created', async () => {
    const store = memoryTokenCache();
    const raw = rawKey();
    const copy = Uint8Array.from(raw);
    const cache = sealedTokenCache(store, { keys: [raw] });
    raw.fill(0);
    await cache.set('key', 'value', minute);
    expect(await sealedTokenCache(store, { keys: [new Uint8Array(32)] }).get('key')).toBeUndefined();
    expect(await sealedTokenCache(store, { keys: [copy] }).get('key')).toBe('value');
  });

  it.each<[string, () => unknown]>([
    ['of 16 bytes', () => new Uint8Array(16)],
    ['of 31 bytes', () => new Uint8Array(31)],
    ['of 33 bytes', () => new Uint8Array(33)],
    ['of no bytes', () => new Uint8Array()],
    ['in a string', () => 'x'.repeat(32)],
    ['of 128 bits', () => importAesKey(new Uint8Array(16))],
    ['for AES-CBC', () => importAesKey(rawKey(), 'AES-CBC')],
    ['that can only open', () => importAesKey(rawKey(), 'AES-GCM', ['decrypt'])],
    ['that is undefined', () => undefined],
  ])('%s is refused, by itself or from a function', async (_, make) => {
    const key = (await make()) as SealingKey;
    for (const keys of [[key], [rawKey(), key]]) {
      const error = await failureOf(() => sealedTokenCache(memoryTokenCache(), { keys }));
      expect(error.code).toBe('invalid_config');
    }
    const cache = sealedTokenCache(memoryTokenCache(), { keys: [async () => key] });
    const error = await failureOf(() => cache.set('key', 'value', minute));
    expect(error.code).toBe('invalid_config');
  });

  it('is required', async () => {
    const error = await failureOf(() => sealedTokenCache(memoryTokenCache(), { keys: [] }));
    expect(error.code).toBe('invalid_config');
  });
});

test.each<[string, readonly unknown[], string]>([
  ['no cache', [undefined, { keys: [rawKey()] }], 'must be a TokenCache'],
  ['a Redis client in place of a cache', [{ GET: () => {} }, { keys: [rawKey()] }], 'must be a TokenCache'],
  ['a cache without `set`', [{ get: async () => undefined }, { keys: [rawKey()] }], 'must be a TokenCache'],
  ['no options', [memoryTokenCache()], 'options must be an object'],
  ['one key in place of a list', [memoryTokenCache(), { keys: rawKey() }], '`keys` must be a list'],
  ['no list', [memoryTokenCache(), { keys: undefined }], '`keys` must be a list'],
  ['an unknown option', [memoryTokenCache(), { key: rawKey() }], 'Unknown option `key`'],
])('%s is refused', async (_, args, message) => {
  const error = await failureOf(() => Reflect.apply(sealedTokenCache, undefined, args));
  expect([error.code, error.message]).toEqual(['invalid_config', expect.stringContaining(message)]);
});

describe('a function that returns a key', () => {
  it('is called when the key is first needed, and once', async () => {
    let calls = 0;
    const kms = async () => {
      calls += 1;
      return rawKey();
    };
    const cache = sealedTokenCache(memoryTokenCache(), { keys: [kms] });
    expect(calls).toBe(0);
    await Promise.all(Array.from({ length: 20 }, (_, index) => cache.set(`${index}`, 'value', minute)));
    await cache.get('0');
    expect(calls).toBe(1);
  });

  it('is called again after a failure', async () => {
    let calls = 0;
    const kms = async () => {
      calls += 1;
      if (calls === 1) throw new Error('the KMS is down');
      return rawKey();
    };
    const cache = sealedTokenCache(memoryTokenCache(), { keys: [kms] });
    await expect(cache.set('key', 'value', minute)).rejects.toThrow('the KMS is down');
    await cache.set('key', 'value', minute);
    expect(await cache.get('key')).toBe('value');
    expect(calls).toBe(2);
  });

  it.each<[string, () => Promise<SealingKey>]>([
    ['fails', () => Promise.reject(new Error('the KMS is down'))],
    [
      'throws at once',
      () => {
        throw new Error('the KMS is down');
      },
    ],
    ['never answers', () => new Promise(() => {})],
    ['returns something else', async () => new Uint8Array(16)],
  ])('keeps no caller from getting a token if it %s', async (_, kms) => {
    const store = createMapCache();
    const { client, server, clock, events } = await createTestBed({ cache: sealedTokenCache(store, { keys: [kms] }) });
    let isDone = false;
    const call = client.token().finally(() => {
      isDone = true;
    });
    while (!isDone) {
      // Each call of the cache may take 250 ms.
      await until(() => isDone || clock.pendingTimers.includes(250));
      if (isDone) break;
      clock.advance(250);
      clock.advance(1);
    }
    expect((await call).accessToken).toBe(server.issued[0]?.accessToken);
    expect(events).toContainEqual(expect.objectContaining({ type: 'cache_failed', operation: 'set' }));
    expect(store.entries.size).toBe(0);
  });
});

function importAesKey(
  raw: Uint8Array<ArrayBuffer>,
  algorithm = 'AES-GCM',
  usages: KeyUsage[] = ['encrypt', 'decrypt'],
): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, algorithm, false, usages);
}
