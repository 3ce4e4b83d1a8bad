// The public contract of core. Everything that is not listed here may change in any release.

// The type of `client.api` and what it throws, so that programs can name them without installing ky.
export { HTTPError, isHTTPError, type KyInstance } from 'ky';
export { type MemoryTokenCacheOptions, memoryTokenCache } from './cache/memory-token-cache.ts';
export {
  type SealedTokenCacheOptions,
  type SealingKey,
  sealedTokenCache,
  type WebCryptoKey,
} from './cache/sealed-token-cache.ts';
export { createEndpointCaller, type EndpointCall, type EndpointCaller } from './client/endpoint-caller.ts';
export type { Explanation } from './client/explain.ts';
export { type AuthorizedClient, createProviderClient, type ProviderClient } from './client/provider-client.ts';
export type { AccessToken } from './contract/access-token.ts';
export {
  base64,
  type ClientAuth,
  type ClientRequestDraft,
  clientSecretBasic,
  clientSecretPost,
  formEncode,
  type TlsClientAuthOptions,
  tlsClientAuth,
} from './contract/client-auth.ts';
export type { ClientOptions, ClientSecret, RequestParameters, SecretValue } from './contract/client-options.ts';
export { isEndpointUrl, isTokenEndpointUrl } from './contract/endpoint-url.ts';
export type { GrantEvent, GrantEventBase } from './contract/events.ts';
export {
  GrantError,
  type GrantErrorCode,
  type GrantErrorDetails,
  invalidConfig,
  isGrantError,
} from './contract/grant-error.ts';
export { endpointUrl, headerText, tokenEndpointUrl } from './contract/option-schemas.ts';
export { checkOptionNames, parseEntries, parseOptions } from './contract/parse-options.ts';
export type { GrantFailure, Provider, Rejection, RequestPurpose, TokenEndpointReply } from './contract/provider.ts';
export type { HeaderSource } from './contract/request-headers.ts';
export type { TokenCache, TokenCacheLock } from './contract/token-cache.ts';
export type { TokenOptions, TokenSource } from './contract/token-source.ts';
export { createDiscovery, type Discovery, type DiscoveryPlan } from './metadata/discovery.ts';
export { type Introspection, readIntrospection } from './metadata/introspection.ts';
export {
  createServerEndpoints,
  type IntrospectionAndRevocation,
  type ServerCallOptions,
  type ServerEndpoint,
  type ServerEndpointsPlan,
} from './metadata/server-endpoints.ts';
export type { ServerMetadata } from './metadata/server-metadata.ts';
export {
  type AssertionAudienceOption,
  assertionAudienceOption,
  type ClientAuthOption,
  clientAuthOf,
  clientAuthOption,
  endpointOrigins,
  headerSource,
} from './metadata/server-options.ts';
export { untilAborted } from './platform/abort.ts';
export { type Clock, systemClock } from './platform/clock.ts';
export { errorCode } from './platform/foreign-error.ts';
export { memoizeSuccess } from './platform/memoize.ts';
export type { TokenAge } from './renewal/token-lifetime.ts';
