import type { AccessToken } from '../contract/access-token.ts';
import type { Events } from '../contract/events.ts';
import type { TokenCache, TokenCacheLock } from '../contract/token-cache.ts';
import type { Client } from '../endpoint/client.ts';
import { tokenEndpointOf } from '../endpoint/token-request.ts';
import { memoizeSuccess } from '../platform/memoize.ts';
import { guardCache } from './cache-guard.ts';
import { cacheKey } from './cache-key.ts';

/** The token of one source, as it is shared with other processes in a {@link TokenCache}. */
export interface SharedToken {
  /** Reads the token that another process was granted. A token that was invalidated here is a miss. */
  read(): Promise<AccessToken | undefined>;
  /** Shares a token that was granted for this secret. */
  write(token: AccessToken, secret: string): Promise<void>;
  /** Removes this token from the cache, and no newer one. */
  invalidate(accessToken: string): Promise<void>;
  /** Whether this token was invalidated here. */
  isInvalidated(accessToken: string): boolean;
  /** Takes the lock with this name for `ttl` ms at most. */
  lock(name: LockName, ttl: number): Promise<TokenCacheLock>;
}

/** The lock for renewals that callers wait for, and the one for background renewals. */
export type LockName = 'lock' | 'background-lock';

const mostInvalidated = 8;

export function createSharedToken(
  { provider, clientId, secrets, clock }: Client,
  scope: readonly string[] | undefined,
  tokenCache: TokenCache | undefined,
  events: Events,
): SharedToken {
  if (tokenCache === undefined) return unshared;
  const cache = guardCache(tokenCache, clock, events);
  const { clientAuth, parameters = {} } = provider;
  // Headers that a function makes differ from request to request. Fixed headers may name a tenant.
  const headers = typeof provider.headers === 'object' ? provider.headers : {};
  // An invalidated token can come back: another process may write it late, or a delete may fail.
  const invalidated = new Set<string>();
  let lastKey: { readonly secret: string; readonly make: () => Promise<string> } | undefined;
  let lastWrite: Promise<void> | undefined;

  async function makeKey(secret: string): Promise<string> {
    const [tokenEndpoint, fingerprint] = await Promise.all([tokenEndpointOf(provider), clientAuth.fingerprint?.()]);
    const credential = [secret, fingerprint ?? ''] as const;
    return cacheKey({ tokenEndpoint, clientId, method: clientAuth.method, credential, scope, parameters, headers });
  }

  /** Makes the key once, and again only when the secret has changed. */
  function keyFor(secret: string): Promise<string> {
    if (lastKey?.secret !== secret) lastKey = { secret, make: memoizeSuccess(() => makeKey(secret)) };
    return lastKey.make();
  }

  async function currentKey(): Promise<string> {
    const [secret] = await secrets.candidates();
    return keyFor(secret);
  }

  return {
    async read() {
      const token = await cache.read(await currentKey());
      return token === undefined || invalidated.has(token.accessToken) ? undefined : token;
    },
    async write(token, secret) {
      // A server may grant a token again that was invalidated here.
      invalidated.delete(token.accessToken);
      lastWrite = cache.write(
        () => keyFor(secret),
        token,
        () => invalidated.has(token.accessToken),
      );
      await lastWrite;
    },
    async invalidate(accessToken) {
      invalidated.add(accessToken);
      for (const oldest of invalidated) {
        if (invalidated.size <= mostInvalidated) break;
        invalidated.delete(oldest);
      }
      // Otherwise a write that is still on its way could arrive after the delete.
      await lastWrite;
      await cache.removeToken(await (lastKey?.make() ?? currentKey()), accessToken);
    },
    isInvalidated: (accessToken) => invalidated.has(accessToken),
    async lock(name, ttl) {
      const key = await currentKey().catch(() => undefined);
      return key === undefined ? { state: 'unavailable' } : cache.lock(`${key}:${name}`, ttl);
    },
  };
}

const unshared: SharedToken = {
  read: async () => undefined,
  write: async () => {},
  invalidate: async () => {},
  isInvalidated: () => false,
  lock: async () => ({ state: 'unavailable' }),
};
