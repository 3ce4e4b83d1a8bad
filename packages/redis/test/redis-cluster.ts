import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'redis';
import { startRedisServer } from './redis-server.ts';

/** Starts a Redis Cluster of two nodes with half of the slots each. It resolves to the URL of the first node. */
export async function startRedisCluster(): Promise<string> {
  const options = ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'];
  const [first, second] = await Promise.all([startRedisServer(...options), startRedisServer(...options)]);
  const clients = [createClient({ url: first.url }), createClient({ url: second.url })] as const;
  await Promise.all(clients.map((client) => client.connect()));
  const slots = Array.from({ length: 16_384 }, (_, slot) => slot);
  await clients[0].clusterAddSlots(slots.slice(0, 8_192));
  await clients[1].clusterAddSlots(slots.slice(8_192));
  await clients[0].clusterMeet('127.0.0.1', second.port);
  for (const client of clients) {
    // The nodes exchange their state ten times a second, and do not say when they agree.
    while (!/cluster_state:ok.*cluster_slots_ok:16384/s.test(await client.clusterInfo())) await delay(20);
    client.destroy();
  }
  return first.url;
}
