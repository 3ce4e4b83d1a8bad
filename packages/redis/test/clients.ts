import type { RedisClient } from '@grantkit/redis';
import { GlideClient, GlideClusterClient } from '@valkey/valkey-glide';
import { Cluster, Redis } from 'ioredis';
import { Redis as Redis5 } from 'ioredis-5';
import { Redis as Valkey, Cluster as ValkeyCluster } from 'iovalkey';
import * as redis6 from 'redis';
import * as redis4 from 'redis-4';
import * as redis5 from 'redis-5';

/** A connected client, and the function that closes it. */
export interface Connection {
  readonly client: RedisClient;
  close(): unknown;
}

export type Connect = (url: string) => Promise<Connection>;

const ignore = () => {};

/** Every supported kind of client, connected as its documentation shows. */
export const clients: Readonly<Record<string, Connect>> = {
  async 'redis 6'(url) {
    const client = await redis6.createClient({ url }).on('error', ignore).connect();
    return { client, close: () => client.destroy() };
  },
  async 'redis 6, a pool'(url) {
    const client = redis6.createClientPool({ url }).on('error', ignore);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  async 'redis 6, answering with bytes'(url) {
    const client = await redis6.createClient({ url }).on('error', ignore).connect();
    const { BLOB_STRING, SIMPLE_STRING } = redis6.RESP_TYPES;
    return {
      client: client.withTypeMapping({ [BLOB_STRING]: Buffer, [SIMPLE_STRING]: Buffer }),
      close: () => client.destroy(),
    };
  },
  async 'redis 5'(url) {
    const client = await redis5.createClient({ url }).on('error', ignore).connect();
    return { client, close: () => client.destroy() };
  },
  async 'redis 4'(url) {
    const client = await redis4.createClient({ url }).on('error', ignore).connect();
    return { client, close: () => client.disconnect() };
  },
  async 'ioredis 6'(url) {
    const client = new Redis(url);
    return { client, close: () => client.disconnect() };
  },
  async 'ioredis 5'(url) {
    const client = new Redis5(url, { keyPrefix: 'mine:', enableAutoPipelining: true });
    return { client, close: () => client.disconnect() };
  },
  async iovalkey(url) {
    const client = new Valkey(url);
    return { client, close: () => client.disconnect() };
  },
  async 'Valkey GLIDE'(url) {
    const client = await GlideClient.createClient({ addresses: [addressOf(url)] });
    return { client, close: () => client.close() };
  },
};

/** Every supported kind of cluster client. The URL is that of one node. */
export const clusterClients: Readonly<Record<string, Connect>> = {
  async 'redis 6, a cluster'(url) {
    const client = redis6.createCluster({ rootNodes: [{ url }] }).on('error', ignore);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  async 'redis 4, a cluster'(url) {
    const client = redis4.createCluster({ rootNodes: [{ url }] });
    await client.on('error', ignore).connect();
    return { client, close: () => client.disconnect() };
  },
  async 'ioredis 6, a cluster'(url) {
    const client = new Cluster([addressOf(url)]);
    return { client, close: () => client.disconnect() };
  },
  async 'iovalkey, a cluster'(url) {
    const client = new ValkeyCluster([addressOf(url)]);
    return { client, close: () => client.disconnect() };
  },
  async 'Valkey GLIDE, a cluster'(url) {
    const client = await GlideClusterClient.createClient({ addresses: [addressOf(url)] });
    return { client, close: () => client.close() };
  },
};

function addressOf(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}
