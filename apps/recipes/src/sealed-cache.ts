import { sealedTokenCache, type TokenCache } from '@grantkit/issuer';

/** Encrypts the tokens in a cache. Each key is 32 bytes in Base64. Commas separate the keys. */
export function sealed(cache: TokenCache, keys = process.env['TOKEN_CACHE_KEYS'] ?? ''): TokenCache {
  return sealedTokenCache(cache, { keys: keys.split(',').map((key) => Buffer.from(key, 'base64')) });
}
