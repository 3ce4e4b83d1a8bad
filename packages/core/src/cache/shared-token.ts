import type { AccessToken } from '../contract/access-token.ts';
import type { Events } from '../contract/events.ts';
import type { Provider } from '../contract/provider.ts';
import type { TokenCache, TokenCacheLock } from '../contract/token-cache.ts';
import type { Client } from '../endpoint/client.ts';
import { tokenEndpointOf } from '../endpoint/token-request.ts';
import { guardCache } from './cache-guard.ts';
import { cacheKey } from './cache-key.ts';

/** The token of one source, as it is shared with other processes in a {@link TokenCache}. */
export interface SharedToken {
  /**
   * Reads the token that another process was granted, under the key of each secret that this client may use. A token
   * that was invalidated here is a miss.
   */
  read(): Promise<AccessToken | undefined>;
  /**
   * The key for a token that is requested now with this secret; `undefined` if there is none. It is made before the
   * request, because a certificate may be renewed during it, and the token belongs to the one that was shown.
   */
  keyFor(secret: string): Promise<string | undefined>;
  /** Shares a token under its key. */
  write(token: AccessToken, key: string | undefined): Promise<void>;
  /** Removes this token from the cache, but no newer token. */
  invalidate(accessToken: string): Promise<void>;
  /** Whether this token was invalidated here. */
  isInvalidated(accessToken: string): boolean;
  /** Takes the lock with this name for `ttl` ms at most. */
  lock(name: LockName, ttl: number): Promise<TokenCacheLock>;
}

/** The lock for renewals that callers wait for, and the one for background renewals. */
export type LockName = 'lock' | 'background-lock';

const mostInvalidated = 8;
/** Enough for a pair of secrets and the pair before it. */
const mostKeys = 4;

/** A cache key, and the parts of it that may change. */
interface KnownKey {
  readonly secret: string;
  readonly fingerprint: string;
  readonly server: string;
  readonly key: string;
}

export function createSharedToken(
  { provider, clientId, parameters, secrets, clock }: Client,
  scope: readonly string[] | undefined,
  tokenCache: TokenCache | undefined,
  events: Events,
): SharedToken {
  if (tokenCache === undefined) return unshared;
  const cache = guardCache(tokenCache, clock, events, scope);
  const { clientAuth, tokenDetails: details = [] } = provider;
  // Fixed headers may name a tenant, so they are part of the key. Headers that a function makes may differ each time.
  const headers = typeof provider.headers === 'object' ? provider.headers : {};
  // An invalidated token can come back: another process may write it late, or a delete may fail.
  let invalidated: readonly string[] = [];
  const isInvalidated = (accessToken: string) => invalidated.includes(accessToken);
  const allow = (accessToken: string) => {
    invalidated = invalidated.filter((other) => other !== accessToken);
  };
  /** The latest token that was read or written here. A rotation leaves an older one under the key of another secret. */
  let latest: { readonly key: string; readonly token: AccessToken } | undefined;
  /** Whether the token is older than a rejected one of another secret. If none was rejected, it may serve in an outage. */
  const isLeftBehind = (key: string, { issuedAt }: AccessToken) =>
    latest !== undefined &&
    latest.key !== key &&
    issuedAt < latest.token.issuedAt &&
    isInvalidated(latest.token.accessToken);
  /** The keys that were used last, the latest first. */
  let keys: readonly KnownKey[] = [];

  /** The key for a secret. The endpoint and the fingerprint may change, as when a certificate is renewed. */
  async function keyFor(secret: string): Promise<string | undefined> {
    const server = await serverOf(provider);
    const given: unknown = await clientAuth.fingerprint?.();
    const fingerprint = typeof given === 'string' ? given : '';
    // Otherwise two clients could have the same key, and one would get the other's token.
    if (secret === '' && fingerprint === '') return undefined;
    const isSame = (known: KnownKey) =>
      known.secret === secret && known.fingerprint === fingerprint && known.server === server;
    const known = keys.find(isSame) ?? { secret, fingerprint, server, key: await makeKey(secret, fingerprint, server) };
    if (keys[0] !== known) keys = [known, ...keys.filter((other) => !isSame(other))].slice(0, mostKeys);
    return known.key;
  }

  function makeKey(secret: string, fingerprint: string, server: string): Promise<string> {
    const { method } = clientAuth;
    const credential = [secret, fingerprint] as const;
    return cacheKey({ server, clientId, method, credential, scope, parameters, headers, details });
  }

  return {
    async read() {
      for (const secret of await secrets.candidates()) {
        const key = await keyFor(secret);
        const token = key && (await cache.read(key));
        if (!token || isInvalidated(token.accessToken)) continue;
        // Otherwise a call whose token was rejected would be sent again with a token that is older still.
        if (isLeftBehind(key, token)) continue;
        latest = { key, token };
        // Only a process with this secret can have written it, so the server has accepted the secret.
        if (secrets.accept(secret)) events.emit({ type: 'rotated' });
        return token;
      }
      return undefined;
    },
    keyFor: (secret) =>
      keyFor(secret).catch(() => {
        events.emit({ type: 'cache_failed', operation: 'set', reason: 'threw' });
        return undefined;
      }),
    async write(token, key) {
      // A server may grant a token again that was invalidated here.
      allow(token.accessToken);
      if (key === undefined) return;
      latest = { key, token };
      await cache.write(key, token, () => isInvalidated(token.accessToken));
    },
    async invalidate(accessToken) {
      allow(accessToken);
      invalidated = [accessToken, ...invalidated].slice(0, mostInvalidated);
      const known = keys.map(({ key }) => key);
      const made = known.length > 0 ? known : await Promise.all((await secrets.candidates()).map(keyFor));
      await Promise.all(made.map(async (key) => key && cache.removeToken(key, accessToken)));
    },
    isInvalidated,
    async lock(name, ttl) {
      const key = await secrets
        .first()
        .then(keyFor)
        .catch(() => undefined);
      return key === undefined ? { state: 'unavailable' } : cache.lock(`${key}:${name}`, ttl);
    },
  };
}

/** The name of the server in the cache key. The issuer serves even while the endpoint cannot be found. */
async function serverOf(provider: Provider): Promise<string> {
  const { issuer, tokenEndpoint } = provider;
  const isKnown = typeof tokenEndpoint === 'string' || issuer === undefined;
  return isKnown ? tokenEndpointOf(provider) : `issuer ${issuer}`;
}

const unshared: SharedToken = {
  read: async () => undefined,
  keyFor: async () => undefined,
  write: async () => {},
  invalidate: async () => {},
  isInvalidated: () => false,
  lock: async () => ({ state: 'unavailable' }),
};
