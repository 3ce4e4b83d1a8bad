import { sealedTokenCache, type TokenCache } from '@grantkit/issuer';

/** Encrypts the tokens in a cache. The keys are Base64 of 32 bytes each, with commas between them. */
export function sealed(cache: TokenCache, keys = process.env['TOKEN_CACHE_KEYS'] ?? ''): TokenCache {
  return sealedTokenCache(cache, { keys: keys.split(',').map((key) => Buffer.from(key, 'base64')) });
}
