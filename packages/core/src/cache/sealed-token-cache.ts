import { invalidConfig } from '../contract/grant-error.ts';
import { checkOptionNames, hasMethods } from '../contract/parse-options.ts';
import type { TokenCache } from '../contract/token-cache.ts';
import { memoizeSuccess } from '../platform/memoize.ts';

/** An AES-256-GCM key: a `CryptoKey` that can encrypt and decrypt, or its 32 bytes. */
export type SealingKey = WebCryptoKey | Uint8Array;

/** A `CryptoKey`. Only the DOM's types have that name; Node's own types know it as an argument of a function. */
export type WebCryptoKey = Parameters<typeof crypto.subtle.exportKey>[1];

/** Options of {@link sealedTokenCache}. */
export interface SealedTokenCacheOptions {
  /**
   * The keys: the first one seals, and every one opens. To rotate, give every process the new key in second place, then
   * in first place. Remove the old key when the last token that it sealed has expired. A function is called once, when
   * its key is first needed, so it may call a KMS.
   */
  readonly keys: readonly (SealingKey | (() => Promise<SealingKey>))[];
}

/**
 * Encrypts the tokens in a {@link TokenCache} that others can read, with AES-256-GCM and a random nonce. Each entry is
 * bound to its cache key: an entry that was changed, or moved to another key, is a miss.
 *
 * @throws {GrantError} `invalid_config` if the first argument is not a `TokenCache`, if `keys` is empty or holds something
 * that is not an AES-256-GCM key, or if an option is unknown.
 * @example
 * ```ts
 * import { memoryTokenCache, sealedTokenCache } from '@grantkit/core';
 *
 * const key = crypto.getRandomValues(new Uint8Array(32));
 * const cache = sealedTokenCache(memoryTokenCache(), { keys: [key] });
 * ```
 */
export function sealedTokenCache(cache: TokenCache, options: SealedTokenCacheOptions): TokenCache {
  if (!isTokenCache(cache))
    throw invalidConfig('grantkit', 'The first argument of sealedTokenCache must be a TokenCache: get, set and delete');
  checkOptionNames('grantkit', ['keys'], options);
  const { keys } = options;
  if (!Array.isArray(keys)) throw invalidConfig('grantkit', keyRule);
  const ring = keys
    .filter((key) => typeof key === 'function' || isSealingKey(key))
    // A copy, because the caller may wipe the bytes before the key is first needed.
    .map((key) => (key instanceof Uint8Array ? Uint8Array.from(key) : key))
    .map((key) => memoizeSuccess(async () => importKey(typeof key === 'function' ? await key() : key)));
  const [sealing] = ring;
  if (sealing === undefined || ring.length < keys.length) {
    throw invalidConfig('grantkit', keyRule);
  }
  const current = sealing;

  async function seal(key: string, value: string): Promise<string> {
    const { id, cryptoKey } = await current();
    const nonce = crypto.getRandomValues(new Uint8Array(nonceLength));
    const sealed = await crypto.subtle.encrypt(gcm(nonce, id, key), cryptoKey, new TextEncoder().encode(value));
    return [format, id, base64Url(nonce), base64Url(new Uint8Array(sealed))].join('.');
  }

  async function open(key: string, text: string): Promise<string | undefined> {
    const [, id, nonce, sealed] = /^grantkit-sealed-1\.([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(text) ?? [];
    if (id === undefined || nonce === undefined || sealed === undefined) return undefined;
    for (const candidate of ring) {
      const { id: candidateId, cryptoKey } = await candidate();
      if (candidateId !== id) continue;
      try {
        const opened = await crypto.subtle.decrypt(gcm(bytes(nonce), id, key), cryptoKey, bytes(sealed));
        return new TextDecoder().decode(opened);
      } catch {
        return undefined;
      }
    }
    return undefined;
  }

  const { lock } = cache;
  return {
    async get(key) {
      const text = await cache.get(key);
      return typeof text === 'string' ? open(key, text) : undefined;
    },
    set: async (key, value, options) => cache.set(key, await seal(key, value), options),
    delete: (key) => cache.delete(key),
    ...(lock && { lock: (key, options) => lock.call(cache, key, options) }),
  };
}

const isTokenCache = hasMethods('get', 'set', 'delete');
const format = 'grantkit-sealed-1';
const keyRule =
  'The option `keys` must be a list of AES-GCM CryptoKeys of 256 bits, keys of 32 bytes, or functions that return either';
const nonceLength = 12;

interface RingKey {
  readonly id: string;
  readonly cryptoKey: CryptoKey;
}

async function importKey(key: SealingKey): Promise<RingKey> {
  // A key from a function is checked here. 16 bytes would also be an AES key, but not the promised AES-256.
  if (!isSealingKey(key)) throw invalidConfig('grantkit', keyRule);
  const cryptoKey =
    key instanceof Uint8Array
      ? await crypto.subtle.importKey('raw', Uint8Array.from(key), 'AES-GCM', false, ['encrypt', 'decrypt'])
      : key;
  // A key check value: the key's encryption of an empty text. Entries have random nonces, so this one is never reused.
  const check = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: new Uint8Array(nonceLength) },
    cryptoKey,
    new Uint8Array(),
  );
  return { id: base64Url(new Uint8Array(check).slice(0, 6)), cryptoKey };
}

/** Binds the ciphertext to the format, to the key that seals it, and to the entry that it belongs to. */
function gcm(iv: Uint8Array<ArrayBuffer>, id: string, key: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(JSON.stringify([format, id, key])) };
}

function isSealingKey(key: unknown): boolean {
  if (key instanceof Uint8Array) return key.length === 32;
  if (!(key instanceof CryptoKey)) return false;
  const { name, length }: { name: string; length?: unknown } = key.algorithm;
  return name === 'AES-GCM' && length === 256 && key.usages.includes('encrypt') && key.usages.includes('decrypt');
}

function base64Url(data: Uint8Array): string {
  return btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(''))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0));
}
