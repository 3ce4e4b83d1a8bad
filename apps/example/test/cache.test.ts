import { createAuthorizationServer } from '@grantkit/testing';
import { createClient } from 'redis';
import { describe, expect, test } from 'vitest';
import { findRedis, hasRedisServer, startRedisServer } from '../../../packages/redis/test/redis-server.ts';
import { openCache } from '../src/cache.ts';
import { createClients } from '../src/clients.ts';
import { readSettings } from '../src/settings.ts';
import { openConsole } from './open-console.ts';
import { start } from './run.ts';
import { tableCells } from './table-cells.ts';

const redisUrl = await findRedis();
const locked = hasRedisServer ? await startRedisServer('--requirepass', 'right-password') : undefined;
const [oldKey, newKey] = ['o', 'n'].map((letter) => Buffer.from(letter.repeat(32)).toString('base64'));

test('TOKEN_CACHE_KEY can name two keys, the current one first', () => {
  const { keys } = readSettings({ TOKEN_CACHE_KEY: `${newKey}, ${oldKey}` }).cache;
  expect(keys?.map((key) => Buffer.from(key).toString())).toEqual(['n'.repeat(32), 'o'.repeat(32)]);
});

describe.skipIf(redisUrl === undefined)('with REDIS_URL', () => {
  const REDIS_URL = redisUrl ?? '';

  test('programs share their tokens through Redis, where nobody can read them with TOKEN_CACHE_KEY', async () => {
    // A Redis that was tested with before may have a token for another secret and the same port.
    const clientSecret = crypto.randomUUID();
    await using server = await createAuthorizationServer({
      dialect: 'pulsoid',
      clients: [{ clientId: 'my-client', clientSecret }],
    });
    const variables = {
      REDIS_URL,
      PULSOID_CLIENT_ID: 'my-client',
      PULSOID_CLIENT_SECRET: clientSecret,
      PULSOID_TOKEN_ENDPOINT: server.tokenEndpoint,
      PULSOID_API_BASE_URL: server.url,
    };
    const first = await start(['--once'], { variables: { ...variables, TOKEN_CACHE_KEY: oldKey ?? '' } });
    expect({ status: first.status, stderr: first.stderr }).toEqual({ status: 0, stderr: '' });
    // The key is being rotated: the new one seals, and both open.
    const keys = { TOKEN_CACHE_KEY: `${newKey},${oldKey}` };
    const second = await start(['--once'], { variables: { ...variables, ...keys } });
    expect(tableCells(second.stdout)[1]).toMatchObject({ 0: 'pulsoid REAL SERVICE', 5: 'cache memory', 6: '0' });
    expect(server.tokenRequests).toHaveLength(1);

    const redis = await createClient({ url: REDIS_URL }).connect();
    const values: (string | null)[] = [];
    for await (const names of redis.scanIterator({ MATCH: 'grantkit-example:*' })) {
      for (const name of names) values.push(await redis.get(name));
    }
    await redis.close();
    expect(values.filter((value) => value?.startsWith('grantkit-sealed-1.'))).not.toEqual([]);
    expect(values.join()).not.toContain(server.issued[0]?.accessToken);
  });

  test('the page shows which cache it is', async () => {
    const { feed } = await openConsole({ REDIS_URL, TOKEN_CACHE_KEY: newKey });
    const { cache } = await feed.until(() => feed.state());
    expect(cache).toEqual({ kind: 'redis', sealed: true });
  });
});

test('while Redis is down, the clients work without it', async () => {
  const { status, stdout, stderr } = await start(['--once'], { variables: { REDIS_URL: 'redis://127.0.0.1:1' } });
  expect(status).toBe(0);
  expect(stderr).toBe('Redis failed (ECONNREFUSED). Continuing without it.\n');
  expect(tableCells(stdout).slice(1)).toMatchObject([{ 5: 'requested memory' }, {}, {}]);
});

test.skipIf(locked === undefined)('says why Redis does not let it in, without the password', async () => {
  const REDIS_URL = `redis://:wrong-password@127.0.0.1:${locked?.port}`;
  const { status, stderr } = await start(['--once'], { variables: { REDIS_URL } });
  expect(status).toBe(0);
  expect(stderr).toBe('Redis failed (WRONGPASS). Continuing without it.\n');
});

test('all clients share one cache', async () => {
  await using opened = await openCache({});
  await using server = await createAuthorizationServer({ clients: [{ clientId: 'id', clientSecret: 'secret' }] });
  const issuer = { tokenEndpoint: server.tokenEndpoint, clientId: 'id', clientSecret: 'secret' };
  const [one, other] = [0, 1].map(() => createClients({ issuer }, { cache: opened.cache }).issuer);
  expect((await one?.token())?.accessToken).toBe((await other?.token())?.accessToken);
  expect(server.tokenRequests).toHaveLength(1);
});
