/** A client that {@link redisTokenCache} knows by its shape; nothing of these packages is imported. */
export type RedisClient = NodeRedisClient | IoredisClient | GlideClient;

/**
 * A client, pool, cluster or sentinel of `redis`, which spells its commands in capitals too. Its `sendCommand` would
 * not do: it takes other arguments in each of the four.
 */
export interface NodeRedisClient {
  GET(key: string): Promise<unknown>;
  SET(key: string, value: string, options: { PX: number; NX?: true }): Promise<unknown>;
  DEL(key: string): Promise<unknown>;
  EVAL(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Never called; its legacy clients, which take callbacks, have none. */
  connect(): Promise<unknown>;
}

/** A client or cluster of `ioredis` or `iovalkey`. */
export interface IoredisClient {
  call(command: string, ...args: (string | number)[]): Promise<unknown>;
}

/** A client or cluster client of `@valkey/valkey-glide`. */
export interface GlideClient {
  customCommand(args: string[]): Promise<unknown>;
}
