import type { AccessToken } from '../contract/access-token.ts';
import type { Events } from '../contract/events.ts';
import type { TokenCache, TokenCacheLock } from '../contract/token-cache.ts';
import type { Client } from '../endpoint/client.ts';
import { tokenEndpointOf } from '../endpoint/token-request.ts';
import { guardCache } from './cache-guard.ts';
import { cacheKey } from './cache-key.ts';

/** One source's token as others see it, in the {@link TokenCache} that they share. */
export interface SharedToken {
  /** The token that somebody else was granted; never one that was withdrawn here. */
  read(): Promise<AccessToken | undefined>;
  /** Shares a token that was granted for this secret. */
  write(token: AccessToken, secret: string): Promise<void>;
  /** Takes back this very token, and no newer one. */
  withdraw(accessToken: string): Promise<void>;
  /** Whether this token was taken back here. */
  isWithdrawn(accessToken: string): boolean;
  /** Keeps others from asking for this token, for `ttl` ms at most; `rank` tells the locks of one token apart. */
  lock(ttl: number, rank: number): Promise<TokenCacheLock>;
}

const mostWithdrawn = 8;

export function createSharedToken(
  { provider, clientId, secrets, clock }: Client,
  scope: readonly string[] | undefined,
  tokenCache: TokenCache | undefined,
  events: Events,
): SharedToken {
  if (tokenCache === undefined) return unshared;
  const cache = guardCache(tokenCache, clock, events);
  const { clientAuth, parameters = {} } = provider;
  // Headers that are made anew for each request mark the request; others may mark a tenant.
  const headers = typeof provider.headers === 'object' ? provider.headers : {};
  // What was withdrawn can come back: with the late write of another process, or because a delete failed.
  const withdrawn = new Set<string>();
  let lastKey: { readonly secret: string; readonly key: Promise<string> } | undefined;
  let lastWrite: Promise<void> | undefined;

  async function makeKey(secret: string): Promise<string> {
    const [tokenEndpoint, fingerprint] = await Promise.all([tokenEndpointOf(provider), clientAuth.fingerprint?.()]);
    const credential = [secret, fingerprint ?? ''] as const;
    return cacheKey({ tokenEndpoint, clientId, method: clientAuth.method, credential, scope, parameters, headers });
  }

  /** The key is made once, and again only when the secret has changed. */
  function keyFor(secret: string): Promise<string> {
    if (lastKey?.secret !== secret) {
      const key = makeKey(secret);
      lastKey = { secret, key };
      // The endpoint or the fingerprint could not be had: the next call tries again.
      key.catch(() => {
        if (lastKey?.key === key) lastKey = undefined;
      });
    }
    return lastKey.key;
  }

  async function currentKey(): Promise<string> {
    const [secret] = await secrets.candidates();
    return keyFor(secret);
  }

  return {
    async read() {
      const token = await cache.read(await currentKey());
      return token === undefined || withdrawn.has(token.accessToken) ? undefined : token;
    },
    async write(token, secret) {
      // A server may grant a token again that was withdrawn a moment ago.
      withdrawn.delete(token.accessToken);
      lastWrite = cache.write(
        () => keyFor(secret),
        token,
        () => withdrawn.has(token.accessToken),
      );
      await lastWrite;
    },
    async withdraw(accessToken) {
      withdrawn.add(accessToken);
      for (const oldest of withdrawn) {
        if (withdrawn.size <= mostWithdrawn) break;
        withdrawn.delete(oldest);
      }
      // A write that is still on its way must not come after the delete.
      await lastWrite;
      await cache.removeToken(await (lastKey?.key ?? currentKey()), accessToken);
    },
    isWithdrawn: (accessToken) => withdrawn.has(accessToken),
    async lock(ttl, rank) {
      const key = await currentKey().catch(() => undefined);
      return key === undefined ? { state: 'unavailable' } : cache.lock(`${key}:lock${rank || ''}`, ttl);
    },
  };
}

const unshared: SharedToken = {
  read: async () => undefined,
  write: async () => {},
  withdraw: async () => {},
  isWithdrawn: () => false,
  lock: async () => ({ state: 'unavailable' }),
};
