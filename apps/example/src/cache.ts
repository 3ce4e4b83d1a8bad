import { memoryTokenCache, sealedTokenCache, type TokenCache } from '@grantkit/core';
import { redisTokenCache } from '@grantkit/redis';
import { createClient } from 'redis';

/** Where the clients share their tokens. */
export interface CacheSettings {
  /** The URL of a Redis or Valkey. @default none: the memory of this process */
  readonly redisUrl?: string | undefined;
  /** The keys that encrypt the tokens, 32 bytes each, the current one first. @default none: tokens are not encrypted */
  readonly keys?: readonly Uint8Array[] | undefined;
}

/** A cache that is open. */
export interface OpenCache extends AsyncDisposable {
  readonly cache: TokenCache;
  readonly kind: 'memory' | 'redis';
  /** Whether the tokens in it are encrypted. */
  readonly sealed: boolean;
}

/** Opens the cache that all clients share. While its Redis is down, the clients work without it. */
export async function openCache({ redisUrl, keys }: CacheSettings): Promise<OpenCache> {
  const { cache, close } = redisUrl === undefined ? { cache: memoryTokenCache() } : await openRedis(redisUrl);
  return {
    cache: keys === undefined ? cache : sealedTokenCache(cache, { keys }),
    kind: redisUrl === undefined ? 'memory' : 'redis',
    sealed: keys !== undefined,
    async [Symbol.asyncDispose]() {
      await close?.();
    },
  };
}

async function openRedis(url: string): Promise<{ cache: TokenCache; close?: () => Promise<void> }> {
  // Without the queue, a command fails at once while Redis is down, and no caller waits for it.
  const client = createClient({ url, disableOfflineQueue: true });
  let down = false;
  const connected = new Promise<void>((resolve) => {
    client.on('ready', () => {
      down = false;
      resolve();
    });
    client.on('error', (error: unknown) => {
      // The client tries to connect again and again. One line for each outage is enough.
      if (!down) console.error(`Redis failed (${reasonOf(error)}). Continuing without it.`);
      down = true;
      resolve();
    });
  });
  client.connect().catch(() => {});
  await connected;
  return { cache: redisTokenCache({ client, prefix: 'grantkit-example:' }), close: async () => client.destroy() };
}

/** `ECONNREFUSED` of the system, or `WRONGPASS` of Redis. The message itself could contain the URL. */
function reasonOf(error: unknown): string {
  const { code, message } = Object(error);
  return typeof code === 'string' ? code : (/^[A-Z]+(?= )/.exec(String(message))?.[0] ?? 'connection lost');
}
