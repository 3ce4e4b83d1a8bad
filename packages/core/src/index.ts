// Everything that an application, an adapter or a cache may build on. What is not listed here is free to change.

// What `client.api` throws and is, so that nobody needs to install ky to name it.
export { HTTPError, isHTTPError, type KyInstance } from 'ky';
export { untilAborted } from './abort.ts';
export type { AccessToken } from './access-token.ts';
export {
  type ClientAuth,
  type ClientRequestDraft,
  clientSecretBasic,
  clientSecretPost,
  type TlsClientAuthOptions,
  tlsClientAuth,
} from './client-auth.ts';
export { type ClientOptions, invalidConfig, parseOptions } from './client-options.ts';
export type { ClientSecret, SecretValue } from './client-secret.ts';
export { type Clock, systemClock } from './clock.ts';
export { createEndpointCaller, type EndpointCaller, type EndpointQuestion } from './endpoint-caller.ts';
export { endpointUrlRule, isEndpointUrl } from './endpoint-url.ts';
export type { GrantEvent, GrantEventBase } from './events.ts';
export type { Explanation } from './explain.ts';
export { GrantError, type GrantErrorCode, type GrantErrorDetails, isGrantError } from './grant-error.ts';
export { type MemoryTokenCacheOptions, memoryTokenCache } from './memory-token-cache.ts';
export type { GrantFailure, Provider } from './provider.ts';
export { type AuthorizedClient, createProviderClient, type ProviderClient } from './provider-client.ts';
export {
  type SealedTokenCacheOptions,
  type SealingKey,
  sealedTokenCache,
  type WebCryptoKey,
} from './sealed-token-cache.ts';
export type { TokenCache, TokenCacheLock } from './token-cache.ts';
export type { TokenAge } from './token-lifetime.ts';
export type { TokenOptions, TokenSource } from './token-source.ts';
