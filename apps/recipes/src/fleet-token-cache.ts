import { sealedTokenCache, type TokenCache } from '@grantkit/issuer';
import { redisTokenCache } from '@grantkit/redis';
import { createClient, type RedisClientType } from 'redis';

/** Where the tokens are, and what seals them. */
export interface FleetOptions {
  readonly url: string;
  /** Keys of 32 bytes in base64, separated by commas. The first one seals, and all of them open. */
  readonly keys: string;
}

/** A cache that all processes share. It is usable at once, also while Redis is down. */
export function fleetTokenCache({ url, keys }: FleetOptions): { cache: TokenCache; redis: RedisClientType } {
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
  // Not awaited, because it only ends when Redis is there.
  void redis.connect().catch(() => {});
  return { cache, redis };
}
