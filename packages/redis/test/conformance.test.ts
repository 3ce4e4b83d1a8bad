import { redisTokenCache } from '@grantkit/redis';
import { testTokenCache } from '@grantkit/testing';
import { afterAll, describe, test } from 'vitest';
import { type Connect, clients, clusterClients } from './clients.ts';
import { startRedisCluster } from './redis-cluster.ts';
import { findRedis, hasRedisServer } from './redis-server.ts';

const url = await findRedis();
const clusterUrl = hasRedisServer ? await startRedisCluster() : undefined;

describe.skipIf(url === undefined)('a Redis', () => {
  for (const [name, connect] of Object.entries(clients)) conforms(name, () => connect(url ?? ''));
});

// Version 4 of node-redis rarely hands a `MOVED` to its caller, although the slots do not move. The engine takes it as a miss.
describe.skipIf(clusterUrl === undefined)('a Redis Cluster of two nodes', { retry: 2 }, () => {
  for (const [name, connect] of Object.entries(clusterClients)) conforms(name, () => connect(clusterUrl ?? ''));
});

function conforms(name: string, connect: () => ReturnType<Connect>): void {
  const prefix = `grantkit-test:${crypto.randomUUID()}:`;
  const connections: ReturnType<Connect>[] = [];
  const open = async (index: number) => {
    connections[index] ??= connect();
    return redisTokenCache({ client: (await connections[index]).client, prefix });
  };
  afterAll(async () => {
    for (const connection of connections) (await connection).close();
  });
  // Two connections, as two processes would have.
  testTokenCache(name, async () => ({ cache: await open(0), reopen: () => open(1) }), {
    runner: { describe: describe.concurrent, test },
    expiry: 'real',
    lock: true,
    reach: 'processes',
  });
}
