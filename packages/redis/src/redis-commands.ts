import type { GlideClient, IoredisClient, NodeRedisClient } from './redis-client.ts';

/** The five commands that a token cache needs, each on one key. Their replies are those of the client, unchanged. */
export interface RedisCommands {
  /** GET */
  get(key: string): Promise<unknown>;
  /** SET PX. `ttl` is in whole ms. */
  set(key: string, value: string, ttl: number): Promise<unknown>;
  /** SET PX NX. It resolves to `OK`, or to `null` if the key exists. `ttl` is in whole ms. */
  setIfAbsent(key: string, value: string, ttl: number): Promise<unknown>;
  /** DEL */
  delete(key: string): Promise<unknown>;
  /** EVAL */
  evaluate(script: string, key: string, argument: string): Promise<unknown>;
}

/** The commands of this client; `undefined` if the client is not of a supported kind. */
export function commandsOf(client: unknown): RedisCommands | undefined {
  if (has<GlideClient>(client, 'customCommand')) return sending((command) => client.customCommand(command));
  if (has<IoredisClient>(client, 'call')) return sending(([name = '', ...args]) => client.call(name, ...args));
  if (has<NodeRedisClient>(client, 'GET', 'SET', 'DEL', 'EVAL', 'connect')) return calling(client);
  return undefined;
}

function sending(send: (command: string[]) => Promise<unknown>): RedisCommands {
  return {
    get: (key) => send(['GET', key]),
    set: (key, value, ttl) => send(['SET', key, value, 'PX', `${ttl}`]),
    setIfAbsent: (key, value, ttl) => send(['SET', key, value, 'PX', `${ttl}`, 'NX']),
    delete: (key) => send(['DEL', key]),
    evaluate: (script, key, argument) => send(['EVAL', script, '1', key, argument]),
  };
}

function calling(client: NodeRedisClient): RedisCommands {
  return {
    get: (key) => client.GET(key),
    set: (key, value, ttl) => client.SET(key, value, { PX: ttl }),
    setIfAbsent: (key, value, ttl) => client.SET(key, value, { PX: ttl, NX: true }),
    delete: (key) => client.DEL(key),
    evaluate: (script, key, argument) => client.EVAL(script, { keys: [key], arguments: [argument] }),
  };
}

function has<Shape>(client: unknown, ...methods: readonly (keyof Shape & string)[]): client is Shape {
  if (typeof client !== 'object' || client === null) return false;
  return methods.every((method) => typeof Reflect.get(client, method) === 'function');
}
