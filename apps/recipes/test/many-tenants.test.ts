import { type PingAmOptions, sealedTokenCache } from '@grantkit/pingam';
import { redisTokenCache } from '@grantkit/redis';
import { createAuthorizationServer } from '@grantkit/testing';
import { createClient } from 'redis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findRedis } from '../../../packages/redis/test/redis-server.ts';
import { createTenantClients } from '../src/tenant-clients.ts';

const redisUrl = await findRedis();
const tenants = Array.from({ length: 300 }, (_, index) => `customer-${index}`);

/** An AM with a realm and a client for each customer. */
async function start(most: number) {
  const server = await createAuthorizationServer({
    dialect: 'pingam8',
    realms: ['/', ...tenants.map((tenant) => `/${tenant}`)],
    clients: tenants.map((tenant) => ({ clientId: `reports-${tenant}`, clientSecret: `s3cr3t-of-${tenant}` })),
  });
  const redis = await createClient({ url: redisUrl ?? '' }).connect();
  onTestFinished(async () => {
    redis.destroy();
    await server.close();
  });
  // Otherwise a server that gets the port of an earlier test's server would find that test's tokens.
  const prefix = `${crypto.randomUUID()}:`;
  const cache = sealedTokenCache(redisTokenCache({ client: redis, prefix }), { keys: [new Uint8Array(32).fill(7)] });
  const loaded: string[] = [];
  const load = async (tenant: string): Promise<PingAmOptions> => {
    loaded.push(tenant);
    return {
      ...{ baseUrl: `${server.url}/am`, realm: `/${tenant}`, cache },
      ...{ clientId: `reports-${tenant}`, clientSecret: `s3cr3t-of-${tenant}` },
    };
  };
  return { server, loaded, load, clients: createTenantClients(load, most) };
}

describe.skipIf(redisUrl === undefined)('300 customers', () => {
  test('make one token request each, even if their clients are forgotten and created again', async () => {
    const { server, loaded, clients } = await start(50);
    for (let round = 0; round < 3; round += 1) {
      for (const tenant of tenants) await (await clients.client(tenant)).token();
    }
    expect(loaded).toHaveLength(900);
    expect(server.tokenRequests).toHaveLength(300);
  });

  test('each get a token of their own realm and credentials', async () => {
    const { server, clients } = await start(1_000);
    const tokens = await Promise.all(tenants.map(async (tenant) => (await clients.client(tenant)).token()));
    for (const [index, { accessToken }] of tokens.entries()) {
      const issued = server.issued.find((token) => token.accessToken === accessToken);
      expect(issued?.clientId).toBe(`reports-${tenants[index]}`);
    }
    expect(new Set(server.tokenRequests.map(({ url }) => url)).size).toBe(300);
  });

  test('share no token, even if two of them have the same id and secret in different realms', async () => {
    const { server, load } = await start(50);
    const { clientId, clientSecret } = await load('customer-1');
    const clients = createTenantClients(async (tenant) => ({ ...(await load(tenant)), clientId, clientSecret }));
    const first = await (await clients.client('customer-1')).token();
    const second = await (await clients.client('customer-2')).token();
    expect(second.accessToken).not.toBe(first.accessToken);
    expect(server.tokenRequests).toHaveLength(2);
  });

  test('are forgotten in the order of their last calls', async () => {
    const { loaded, clients } = await start(2);
    for (const tenant of ['customer-1', 'customer-2', 'customer-1', 'customer-3', 'customer-1', 'customer-2']) {
      await clients.client(tenant);
    }
    expect(loaded).toEqual(['customer-1', 'customer-2', 'customer-3', 'customer-2']);
  });

  test('are loaded once for concurrent calls, and once more after a failure', async () => {
    const { server, load } = await start(50);
    let attempts = 0;
    const clients = createTenantClients(async (tenant) => {
      attempts += 1;
      if (attempts === 1) throw new Error('The database is down');
      return load(tenant);
    });
    await expect(clients.client('customer-1')).rejects.toThrow('The database is down');
    await Promise.all(Array.from({ length: 50 }, async () => (await clients.client('customer-1')).token()));
    expect(attempts).toBe(2);
    expect(server.tokenRequests).toHaveLength(1);
  });

  test('are loaded once more after `load` has thrown before it returned a promise', async () => {
    const { load } = await start(50);
    let attempts = 0;
    const clients = createTenantClients((tenant) => {
      attempts += 1;
      if (attempts === 1) throw new Error('The database is down');
      return load(tenant);
    });
    await expect(clients.client('customer-1')).rejects.toThrow('The database is down');
    await expect(clients.client('customer-1')).resolves.toHaveProperty('token');
  });

  test('stay, if a load that was forgotten fails after them', async () => {
    const { load } = await start(50);
    const { promise, reject } = Promise.withResolvers<PingAmOptions>();
    const loads = [() => promise, () => load('customer-1')];
    const clients = createTenantClients(async () => loads.shift()!());
    const forgotten = clients.client('customer-1');
    clients.forget('customer-1');
    const kept = clients.client('customer-1');
    reject(new Error('The database is down'));
    await expect(forgotten).rejects.toThrow('The database is down');
    expect(clients.client('customer-1')).toBe(kept);
  });

  test('do not affect each other: a wrong secret fails only the calls of its customer', async () => {
    const { server, clients } = await start(50);
    server.setClientSecret('reports-customer-1', 'an0ther-secret');
    await expect((await clients.client('customer-1')).token()).rejects.toMatchObject({ code: 'invalid_client' });
    await expect((await clients.client('customer-2')).token()).resolves.toHaveProperty('accessToken');
  });

  test('get a new client after `forget`', async () => {
    const { loaded, clients } = await start(50);
    const before = await clients.client('customer-1');
    clients.forget('customer-1');
    expect(await clients.client('customer-1')).not.toBe(before);
    expect(loaded).toEqual(['customer-1', 'customer-1']);
  });
});
