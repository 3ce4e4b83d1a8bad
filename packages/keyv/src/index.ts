// Everything that an application may build on. What is not listed here is free to change.

// The types of the cache. Otherwise TypeScript could not name them in a program that does not install core.
export type { TokenCache, TokenCacheLock } from '@grantkit/core';
export { type KeyvStore, keyvTokenCache } from './keyv-token-cache.ts';
