import { checkOptionNames, invalidConfig, type TokenCache } from '@grantkit/core';
import type { RedisClient } from './redis-client.ts';
import { commandsOf } from './redis-commands.ts';

/** Options of {@link redisTokenCache}. */
export interface RedisTokenCacheOptions {
  /** A connected client of `redis`, `ioredis`, `iovalkey` or Valkey GLIDE. The cache neither connects nor closes it. */
  readonly client: RedisClient;
  /** The start of every key in Redis, before the engine's own `grantkit:`. @default '' */
  readonly prefix?: string | undefined;
}

/**
 * A {@link TokenCache} on Redis or Valkey, with the lock that lets one process ask for all.
 *
 * Each call is one command on one key, so it works on a cluster too. A call rejects if the client rejects, and the
 * engine then continues without the cache.
 *
 * @throws {GrantError} `invalid_config` if the client is not of a supported kind, if the prefix is not a string, or if an
 * option is unknown.
 * @see https://redis.io/docs/latest/commands/set/
 * @example
 * ```ts
 * import { redisTokenCache } from '@grantkit/redis';
 * import { createClient } from 'redis';
 *
 * const client = await createClient({ url: 'redis://127.0.0.1:6379' }).on('error', console.error).connect();
 * const cache = redisTokenCache({ client });
 * ```
 */
export function redisTokenCache(options: RedisTokenCacheOptions): TokenCache {
  // Otherwise the error would name a member of the client as an unknown option.
  if (commandsOf(options) !== undefined)
    throw invalidConfig('redis', 'The options must be an object', 'Pass the client as `{ client }`.');
  checkOptionNames('redis', ['client', 'prefix'], options);
  const { client, prefix = '' } = options;
  if (typeof prefix !== 'string') throw invalidConfig('redis', 'The option `prefix` must be a string');
  const redis = commandsOf(client);
  if (redis === undefined) {
    throw invalidConfig(
      'redis',
      'The option `client` must be a client of redis 4 to 6, ioredis, iovalkey or Valkey GLIDE',
    );
  }

  return {
    async get(key) {
      return textOf(await redis.get(prefix + key));
    },
    async set(key, value, { ttl }) {
      await redis.set(prefix + key, value, milliseconds(ttl));
    },
    async delete(key) {
      await redis.delete(prefix + key);
    },
    async lock(key, { ttl }) {
      // Only the holder knows this mark. Otherwise a late release could end a lock that another process took later.
      const mark = crypto.randomUUID();
      const answer = await redis.setIfAbsent(prefix + key, mark, milliseconds(ttl));
      if (answer === null) return { state: 'held' };
      if (textOf(answer) !== 'OK') return { state: 'unavailable' };
      return {
        state: 'acquired',
        release: async () => void (await redis.evaluate(deleteIfEqual, prefix + key, mark)),
      };
    },
  };
}

// Sent with each release. EVALSHA would save a few bytes, and would fail after a restart or a failover of Redis.
const deleteIfEqual = `return redis.call('get',KEYS[1])==ARGV[1] and redis.call('del',KEYS[1])`;

/** The text of a reply; `undefined` for anything else. Some clients can be set up to reply with bytes. */
function textOf(answer: unknown): string | undefined {
  if (answer instanceof Uint8Array) return new TextDecoder().decode(answer);
  return typeof answer === 'string' ? answer : undefined;
}

/** `ttl` as PX accepts it: a whole number above 0. Above `MAX_SAFE_INTEGER` it could be written with an exponent. */
function milliseconds(ttl: number): number {
  return Math.min(Math.max(1, Math.floor(ttl)), Number.MAX_SAFE_INTEGER);
}
