import { invalidConfig, type TokenCache } from '@grantkit/core';

/** The part of a `Keyv` (5.6 or later) that a token cache needs. */
export interface KeyvStore {
  /** The value of a key. */
  get(key: string): Promise<unknown>;
  /**
   * Stores a value for `ttl` ms. It resolves to `false` if the store did not take the value, because Keyv rejects only
   * with its option `throwOnErrors`.
   */
  set(key: string, value: string, ttl: number): Promise<unknown>;
  /** Removes a key. */
  delete(key: string): Promise<unknown>;
}

/**
 * A {@link TokenCache} on any Keyv store.
 *
 * It has no lock, because Keyv has no operation that succeeds in only one of two processes. Processes spread their
 * renewals by chance instead.
 *
 * @throws {GrantError} `invalid_config` if the argument is not a Keyv.
 * @see https://keyv.org
 * @example
 * ```ts
 * import { keyvTokenCache } from '@grantkit/keyv';
 * import Keyv from 'keyv';
 *
 * const cache = keyvTokenCache(new Keyv({ namespace: 'tokens' }));
 * ```
 */
export function keyvTokenCache(keyv: KeyvStore): TokenCache {
  if (!isKeyv(keyv)) {
    throw invalidConfig(
      'keyv',
      'The argument of keyvTokenCache must be a Keyv: get, set and delete',
      'Pass the Keyv itself, such as `new Keyv(store)`, and not its store or an object with options.',
    );
  }
  return {
    async get(key) {
      const value = await keyv.get(key);
      return typeof value === 'string' ? value : undefined;
    },
    async set(key, value, { ttl }) {
      // A whole number, because stores pass it to databases that accept no fraction. At least 1, because for Keyv 0
      // means "for ever".
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
