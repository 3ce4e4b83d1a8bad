import { invalidConfig, type TokenCache } from '@grantkit/core';

/** The part of a `Keyv` (5.6 or later) that a token cache needs. */
export interface KeyvStore {
  get(key: string): Promise<unknown>;
  /** `ttl` in ms. `false` where the store did not take the value: Keyv rejects only if it is told to. */
  set(key: string, value: string, ttl: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

/**
 * A {@link TokenCache} on any Keyv store. It has no lock, because Keyv offers nothing that only one of two processes
 * can do; processes spread their renewals by chance instead.
 *
 * @throws {GrantError} `invalid_config` where that is no Keyv.
 * @example
 * ```ts
 * import { keyvTokenCache } from '@grantkit/keyv';
 * import Keyv from 'keyv';
 *
 * const cache = keyvTokenCache(new Keyv({ namespace: 'tokens' }));
 * ```
 */
export function keyvTokenCache(keyv: KeyvStore): TokenCache {
  if (!isKeyv(keyv)) throw invalidConfig('keyv', 'keyvTokenCache must be given a Keyv: get, set and delete');
  return {
    async get(key) {
      const value = await keyv.get(key);
      return typeof value === 'string' ? value : undefined;
    },
    async set(key, value, { ttl }) {
      // Stores hand the ttl on to databases that want whole numbers, and Keyv takes 0 for "for ever".
      const taken = await keyv.set(key, value, Math.max(1, Math.floor(ttl)));
      if (taken === false) throw new Error('The Keyv store did not take the value');
    },
    async delete(key) {
      await keyv.delete(key);
    },
  };
}

function isKeyv(keyv: unknown): boolean {
  if (typeof keyv !== 'object' || keyv === null || keyv instanceof Map) return false;
  return ['get', 'set', 'delete'].every((method) => typeof Reflect.get(keyv, method) === 'function');
}
