// Everything that an application may build on. What is not listed here is free to change.

export type { GlideClient, IoredisClient, NodeRedisClient, RedisClient } from './redis-client.ts';
export { type RedisTokenCacheOptions, redisTokenCache } from './redis-token-cache.ts';
