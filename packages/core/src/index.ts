// Everything that an application, an adapter or a cache may build on. What is not listed here is free to change.

// What `client.api` throws and is, so that nobody needs to install ky to name it.
export { HTTPError, isHTTPError, type KyInstance } from 'ky';
export { type MemoryTokenCacheOptions, memoryTokenCache } from './cache/memory-token-cache.ts';
export {
  type SealedTokenCacheOptions,
  type SealingKey,
  sealedTokenCache,
  type WebCryptoKey,
} from './cache/sealed-token-cache.ts';
export { createEndpointCaller, type EndpointCaller, type EndpointQuestion } from './client/endpoint-caller.ts';
export type { Explanation } from './client/explain.ts';
export { type AuthorizedClient, createProviderClient, type ProviderClient } from './client/provider-client.ts';
export type { AccessToken } from './contract/access-token.ts';
export {
  type ClientAuth,
  type ClientRequestDraft,
  clientSecretBasic,
  clientSecretPost,
  type TlsClientAuthOptions,
  tlsClientAuth,
} from './contract/client-auth.ts';
export { type ClientOptions, type ClientSecret, parseOptions, type SecretValue } from './contract/client-options.ts';
export { endpointUrlRule, isEndpointUrl } from './contract/endpoint-url.ts';
export type { GrantEvent, GrantEventBase } from './contract/events.ts';
export {
  GrantError,
  type GrantErrorCode,
  type GrantErrorDetails,
  invalidConfig,
  isGrantError,
} from './contract/grant-error.ts';
export type { GrantFailure, Provider } from './contract/provider.ts';
export type { TokenCache, TokenCacheLock } from './contract/token-cache.ts';
export { untilAborted } from './platform/abort.ts';
export { type Clock, systemClock } from './platform/clock.ts';
export type { TokenAge } from './renewal/token-lifetime.ts';
export type { TokenOptions, TokenSource } from './renewal/token-source.ts';
