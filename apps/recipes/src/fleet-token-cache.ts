import { setTimeout as sleep } from 'node:timers/promises';
import { sealedTokenCache, type TokenCache } from '@grantkit/issuer';
import { redisTokenCache } from '@grantkit/redis';
import { createClient, type RedisClientType } from 'redis';

/** The Redis that keeps the tokens, and the keys that seal them. */
export interface FleetOptions {
  readonly url: string;
  /** Keys of 32 bytes in base64, separated by commas. The first key seals, and each key opens. */
  readonly keys: string;
}

/** The cache, and the Redis client that the process closes at its end. */
export interface FleetCache {
  readonly cache: TokenCache;
  readonly redis: RedisClientType;
}

/** Connects to the cache that all processes share. Waits for Redis for one second, and works without it after that. */
export async function connectTokenCache({ url, keys }: FleetOptions): Promise<FleetCache> {
  const redis: RedisClientType = createClient({
    url,
    // Commands fail at once while Redis is down. Otherwise Grantkit would wait 250 ms for each command.
    disableOfflineQueue: true,
    socket: { connectTimeout: 2_000 },
  });
  // Without a listener, the first lost connection would end the process.
  redis.on('error', ({ message }) => console.error('Redis:', message));
  const cache = sealedTokenCache(redisTokenCache({ client: redis }), {
    keys: keys.split(',').map((key) => Buffer.from(key, 'base64')),
  });
  // `connect` waits until Redis is there. Without any wait, each process would start with its own token request.
  await Promise.race([redis.connect().catch(() => {}), sleep(1_000, undefined, { ref: false })]);
  return { cache, redis };
}
