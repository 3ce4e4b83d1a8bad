// Everything that an application may build on. What is not listed here is free to change.

export { type KeyvStore, keyvTokenCache } from './keyv-token-cache.ts';
