import { setTimeout as sleep } from 'node:timers/promises';
import { sealedTokenCache, type TokenCache } from '@grantkit/issuer';
import { redisTokenCache } from '@grantkit/redis';
import { createClient, type RedisClientType } from 'redis';

/** Where the tokens are, and what seals them. */
export interface FleetOptions {
  readonly url: string;
  /** Keys of 32 bytes in base64, separated by commas. The first one seals, and all of them open. */
  readonly keys: string;
}

/** The cache, and the connection that the process closes at its end. */
export interface FleetCache {
  readonly cache: TokenCache;
  readonly redis: RedisClientType;
}

/** A cache that all processes share. It waits for Redis for a second, and is usable also while Redis is down. */
export async function connectTokenCache({ url, keys }: FleetOptions): Promise<FleetCache> {
  const redis: RedisClientType = createClient({
    url,
    // Commands fail at once while Redis is down. Otherwise each of them would wait for its 250 ms.
    disableOfflineQueue: true,
    socket: { connectTimeout: 2_000 },
  });
  // Without a listener, the first lost connection would end the process.
  redis.on('error', ({ message }) => console.error('Redis:', message));
  const cache = sealedTokenCache(redisTokenCache({ client: redis }), {
    keys: keys.split(',').map((key) => Buffer.from(key, 'base64')),
  });
  // `connect` ends only when Redis is there. Without any wait, a process would begin with a token request of its own.
  await Promise.race([redis.connect().catch(() => {}), sleep(1_000, undefined, { ref: false })]);
  return { cache, redis };
}
