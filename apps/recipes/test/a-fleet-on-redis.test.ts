import { randomBytes } from 'node:crypto';
import { createIssuerClient, type GrantEvent } from '@grantkit/issuer';
import { createAuthorizationServer } from '@grantkit/testing';
import { createClient } from 'redis';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { hasRedisServer, startRedisServer } from '../../../packages/redis/test/redis-server.ts';
import { connectTokenCache } from '../src/fleet-token-cache.ts';

const [oldKey, newKey] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
const credentials = { clientId: 'billing', clientSecret: 's3cr3t-of-billing' };

async function startServer() {
  const server = await createAuthorizationServer({ clients: [credentials] });
  onTestFinished(() => server.close());
  return server;
}

/** One process of a fleet: a Redis connection and a client of its own. */
async function join(url: string, tokenEndpoint: string, keys: string) {
  const { cache, redis } = await connectTokenCache({ url, keys });
  onTestFinished(() => redis.destroy());
  const events: GrantEvent[] = [];
  const onEvent = (event: GrantEvent) => events.push(event);
  return { redis, events, client: createIssuerClient({ tokenEndpoint, ...credentials, cache, onEvent }) };
}

// These tests read all keys of a Redis and kill it. So they need a Redis of their own.
describe.skipIf(!hasRedisServer)('a fleet', async () => {
  const redisServer = hasRedisServer ? await startRedisServer() : undefined;
  const url = redisServer?.url ?? '';

  // Otherwise a server that gets the port of an earlier test's server would find that test's token.
  beforeEach(async () => {
    const redis = await createClient({ url }).connect();
    await redis.flushAll();
    redis.destroy();
  });

  async function everything(): Promise<string> {
    const reader = await createClient({ url }).connect();
    onTestFinished(() => reader.destroy());
    const keys = await reader.keys('*');
    return JSON.stringify(await Promise.all(keys.map(async (key) => [key, await reader.get(key)])));
  }

  test('of eight processes with fifty callers each makes one token request', async () => {
    const { tokenEndpoint, tokenRequests } = await startServer();
    const fleet = await Promise.all(Array.from({ length: 8 }, () => join(url, tokenEndpoint, oldKey)));
    const calls = fleet.flatMap(({ client }) => Array.from({ length: 50 }, () => client.token()));
    expect(new Set((await Promise.all(calls)).map(({ accessToken }) => accessToken)).size).toBe(1);
    expect(tokenRequests).toHaveLength(1);
    const late = await join(url, tokenEndpoint, oldKey);
    await late.client.token();
    expect(late.events.map(({ type }) => type)).toContain('from_cache');
    expect(tokenRequests).toHaveLength(1);
  });

  test('leaves nothing readable in Redis', async () => {
    const { tokenEndpoint } = await startServer();
    const { client } = await join(url, tokenEndpoint, oldKey);
    const { accessToken } = await client.token();
    const text = await everything();
    expect(text).toContain('grantkit-sealed-1');
    for (const hidden of [accessToken, tokenEndpoint, ...Object.values(credentials)])
      expect(text).not.toContain(hidden);
  });

  test('rotates its key in three steps without another token request', async () => {
    const { tokenEndpoint, tokenRequests, issued } = await startServer();
    for (const keys of [oldKey, `${oldKey},${newKey}`, `${newKey},${oldKey}`]) {
      const { client } = await join(url, tokenEndpoint, keys);
      expect((await client.token()).accessToken).toBe(issued[0]?.accessToken);
    }
    expect(tokenRequests).toHaveLength(1);
  });

  test('that skips a step of the rotation makes one more token request, and no call fails', async () => {
    const { tokenEndpoint, tokenRequests } = await startServer();
    const early = await join(url, tokenEndpoint, newKey);
    await early.client.token();
    const late = await join(url, tokenEndpoint, oldKey);
    await late.client.token();
    expect(tokenRequests).toHaveLength(2);
  });

  test('gets its tokens while Redis is down, and shares them again afterwards', async () => {
    const { tokenEndpoint, tokenRequests } = await startServer();
    await redisServer?.kill();
    const quiet = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => quiet.mockRestore());
    const fleet = await Promise.all(Array.from({ length: 3 }, () => join(url, tokenEndpoint, oldKey)));
    await Promise.all(fleet.map(({ client }) => client.token()));
    expect(tokenRequests).toHaveLength(3);
    const events = fleet.flatMap((process) => process.events);
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['cache_failed', 'requested']));
    // Commands fail at once. In a queue for the time after the connection, each would hang for 250 ms.
    expect(events).not.toContainEqual(expect.objectContaining({ reason: 'hung' }));
    await redisServer?.start();
    await Promise.all(fleet.map(({ redis }) => vi.waitUntil(() => redis.isReady, { timeout: 5_000 })));
    await fleet[0]?.client.token({ forceRefresh: true });
    const late = await join(url, tokenEndpoint, oldKey);
    await late.client.token();
    expect(tokenRequests).toHaveLength(4);
  });

  test('refuses a key that is not 32 bytes long when it starts', async () => {
    const options = { url: 'redis://127.0.0.1:1', keys: 'c2hvcnQ=' };
    await expect(connectTokenCache(options)).rejects.toThrow('32 bytes');
  });
});
