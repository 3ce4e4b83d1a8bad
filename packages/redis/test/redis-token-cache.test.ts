import { isGrantError } from '@grantkit/core';
import { type RedisClient, type RedisTokenCacheOptions, redisTokenCache } from '@grantkit/redis';
import { createClient } from 'redis';
import { createClient as createClient4 } from 'redis-4';
import { describe, expect, it, test } from 'vitest';

type Command = readonly unknown[];

/** Clients with the methods of the real ones. They record the commands, and answer all of them alike. */
const shapes = {
  'redis (node-redis)': (commands: Command[], answer: unknown): RedisClient => {
    const record = (name: string) => recorder(commands, answer, name);
    const never = () => Promise.reject(new Error('The cache must not connect the client'));
    return { GET: record('GET'), SET: record('SET'), DEL: record('DEL'), EVAL: record('EVAL'), connect: never };
  },
  'ioredis or iovalkey': (commands: Command[], answer: unknown): RedisClient => ({ call: recorder(commands, answer) }),
  'Valkey GLIDE': (commands: Command[], answer: unknown): RedisClient => {
    const record = recorder(commands, answer);
    return { customCommand: (command) => record(...command) };
  },
};

function recorder(commands: Command[], answer: unknown, ...name: string[]) {
  return async (...args: unknown[]) => {
    commands.push([...name, ...args]);
    return answer;
  };
}

const raw = ['ioredis or iovalkey', 'Valkey GLIDE'] as const;

describe.each(raw)('a client of %s', (shape) => {
  it('gets one command on one key for each call', async () => {
    const commands: Command[] = [];
    const cache = redisTokenCache({ client: shapes[shape](commands, 'OK'), prefix: 'mine:' });
    await cache.get('k');
    await cache.set('k', 'v', { ttl: 1_500.75 });
    await cache.delete('k');
    const lock = await cache.lock?.('k:lock', { ttl: 11_000 });
    if (lock?.state === 'acquired') await lock.release();
    expect(commands).toEqual([
      ['GET', 'mine:k'],
      ['SET', 'mine:k', 'v', 'PX', '1500'],
      ['DEL', 'mine:k'],
      ['SET', 'mine:k:lock', expect.any(String), 'PX', '11000', 'NX'],
      ['EVAL', expect.stringContaining("redis.call('del'"), '1', 'mine:k:lock', commands[3]?.[2]],
    ]);
  });
});

test('redis (node-redis) is called by the methods that client, pool, cluster and sentinel have in common', async () => {
  const commands: Command[] = [];
  const cache = redisTokenCache({ client: shapes['redis (node-redis)'](commands, 'OK') });
  await cache.get('k');
  await cache.set('k', 'v', { ttl: 1_500.75 });
  await cache.delete('k');
  const lock = await cache.lock?.('k:lock', { ttl: 11_000 });
  if (lock?.state === 'acquired') await lock.release();
  expect(commands).toEqual([
    ['GET', 'k'],
    ['SET', 'k', 'v', { PX: 1_500 }],
    ['DEL', 'k'],
    ['SET', 'k:lock', expect.any(String), { PX: 11_000, NX: true }],
    ['EVAL', expect.any(String), { keys: ['k:lock'], arguments: [commands[3]?.[2]] }],
  ]);
});

describe.each(Object.entries(shapes))('%s', (_name, shape) => {
  it.each([
    { answer: 'OK', state: 'acquired' },
    { answer: Buffer.from('OK'), state: 'acquired' },
    { answer: null, state: 'held' },
    { answer: undefined, state: 'unavailable' },
    { answer: 'QUEUED', state: 'unavailable' },
  ])('a lock that is answered with $answer is $state', async ({ answer, state }) => {
    const cache = redisTokenCache({ client: shape([], answer) });
    expect(await cache.lock?.('k', { ttl: 1 })).toMatchObject({ state });
  });

  it.each([
    { answer: 'text', value: 'text' },
    { answer: Buffer.from('téxt'), value: 'téxt' },
    { answer: null, value: undefined },
    { answer: true, value: undefined },
    { answer: ['text'], value: undefined },
  ])('a get that is answered with $answer gives $value', async ({ answer, value }) => {
    expect(await redisTokenCache({ client: shape([], answer) }).get('k')).toBe(value);
  });
});

test.each([
  { ttl: 0.25, px: '1' },
  { ttl: 1.999, px: '1' },
  { ttl: (2 ** 31 - 1) * 1000, px: '2147483647000' },
  { ttl: 1e21, px: '9007199254740991' },
  { ttl: Number.MAX_VALUE, px: '9007199254740991' },
])('a ttl of $ttl ms is sent as PX $px', async ({ ttl, px }) => {
  const commands: Command[] = [];
  await redisTokenCache({ client: shapes['Valkey GLIDE'](commands, 'OK') }).set('k', 'v', { ttl });
  expect(commands).toEqual([['SET', 'k', 'v', 'PX', px]]);
});

test('every lock has its own mark', async () => {
  const commands: Command[] = [];
  const cache = redisTokenCache({ client: shapes['Valkey GLIDE'](commands, 'OK') });
  for (let lock = 0; lock < 100; lock += 1) await cache.lock?.('k', { ttl: 1 });
  expect(new Set(commands.map(([, , mark]) => mark)).size).toBe(100);
});

test.each([
  { what: 'nothing', client: undefined },
  { what: 'a URL', client: 'redis://127.0.0.1' },
  { what: 'a Map', client: new Map() },
  {
    what: 'a client of Upstash',
    client: { get: async () => null, set: async () => 'OK', del: async () => 1, eval: () => 1 },
  },
  { what: 'a client of Deno', client: { get: () => {}, set: () => {}, eval: () => {}, sendCommand: () => {} } },
  { what: 'a legacy client of redis 6, which takes callbacks', client: createClient().legacy() },
])('$what is refused, and the error names the supported clients', ({ client }) => {
  const error = errorOf(() => redisTokenCache({ client: client as unknown as RedisClient }));
  expect(isGrantError(error) && error.code).toBe('invalid_config');
  expect(error).toMatchObject({
    provider: 'redis',
    message: expect.stringContaining('redis 4 to 6, ioredis, iovalkey or Valkey GLIDE'),
  });
});

test.each<[string, unknown, RegExp]>([
  ['no options', undefined, /options must be an object/],
  [
    'the client itself',
    shapes['Valkey GLIDE']([], 'OK'),
    /options must be an object.*Pass the client as `\{ client \}`/,
  ],
  [
    'an unknown option',
    { client: shapes['Valkey GLIDE']([], 'OK'), keyPrefix: 'a' },
    /Unknown option `keyPrefix`.*`prefix`/,
  ],
])('%s is refused', (_, options, message) => {
  expect(errorOf(() => redisTokenCache(options as RedisTokenCacheOptions))).toMatchObject({
    code: 'invalid_config',
    message: expect.stringMatching(message),
  });
});

test('a prefix that is not a string is refused', () => {
  const options = { client: shapes['Valkey GLIDE']([], 'OK'), prefix: 7 as unknown as string };
  expect(errorOf(() => redisTokenCache(options))).toMatchObject({ code: 'invalid_config', provider: 'redis' });
});

test.each([
  { what: 'redis 6', client: createClient({ url: 'redis://127.0.0.1:1' }) },
  { what: 'redis 4', client: createClient4({ url: 'redis://127.0.0.1:1' }) },
])('the cache does not connect a client of $what, and the call fails', async ({ client }) => {
  const cache = redisTokenCache({ client });
  await expect(cache.get('k')).rejects.toThrow();
  expect(client.isOpen).toBe(false);
});

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('It did not throw');
}
