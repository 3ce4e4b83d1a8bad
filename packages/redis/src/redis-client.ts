/** A Redis client of a kind that `redisTokenCache` supports. It is recognized by its methods; no client is imported. */
export type RedisClient = NodeRedisClient | IoredisClient | GlideClient;

/**
 * A client, pool, cluster or sentinel of `redis` (node-redis). All four have these methods in common, while their
 * `sendCommand` takes different arguments.
 *
 * @see https://github.com/redis/node-redis
 */
export interface NodeRedisClient {
  /** Reads the value of a key. */
  GET(key: string): Promise<unknown>;
  /** Stores a value for `PX` ms; with `NX` only if the key does not exist. */
  SET(key: string, value: string, options: { PX: number; NX?: true }): Promise<unknown>;
  /** Removes a key. */
  DEL(key: string): Promise<unknown>;
  /** Runs a Lua script. */
  EVAL(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Never called. Legacy clients, which take callbacks and cannot be used, do not have this method. */
  connect(): Promise<unknown>;
}

/**
 * A client or cluster of `ioredis` or `iovalkey`.
 *
 * @see https://github.com/redis/ioredis
 */
export interface IoredisClient {
  /** Sends a command. */
  call(command: string, ...args: (string | number)[]): Promise<unknown>;
}

/**
 * A client or cluster client of `@valkey/valkey-glide`.
 *
 * @see https://github.com/valkey-io/valkey-glide
 */
export interface GlideClient {
  /** Sends a command. */
  customCommand(args: string[]): Promise<unknown>;
}
