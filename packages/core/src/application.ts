// The part of core that applications need. Each adapter exports all of it, so that its package is the only one to install.
//
// The list holds the values that applications use, and every type that TypeScript may write into an application's
// declarations. Otherwise `export const getToken = () => acme.token()` fails with TS2742 or TS2883 if node_modules has no
// path to core or ky, as with pnpm.

// The types of `client.api`: all that ky exports. Its general names, such as `Options`, get the prefix `Ky`.
export {
  type AfterResponseHook as KyAfterResponseHook,
  type AfterResponseState as KyAfterResponseState,
  type BeforeErrorHook as KyBeforeErrorHook,
  type BeforeErrorState as KyBeforeErrorState,
  type BeforeRequestHook as KyBeforeRequestHook,
  type BeforeRequestState as KyBeforeRequestState,
  type BeforeRetryHook as KyBeforeRetryHook,
  type BeforeRetryState as KyBeforeRetryState,
  type Hooks as KyHooks,
  HTTPError,
  type InitHook as KyInitHook,
  type Input as KyInput,
  isHTTPError,
  type KyInstance,
  type KyRequest,
  type KyResponse,
  type NormalizedOptions as KyNormalizedOptions,
  type Options as KyOptions,
  type Progress as KyProgress,
  type ResponsePromise as KyResponsePromise,
  type RetryOptions as KyRetryOptions,
  type SearchParamsOption as KySearchParamsOption,
  type ShouldRetryState as KyShouldRetryState,
  type StandardSchemaV1,
  type StandardSchemaV1InferOutput,
  type StandardSchemaV1Issue,
} from 'ky';
export { type MemoryTokenCacheOptions, memoryTokenCache } from './cache/memory-token-cache.ts';
export {
  type SealedTokenCacheOptions,
  type SealingKey,
  sealedTokenCache,
  type WebCryptoKey,
} from './cache/sealed-token-cache.ts';
export type { Explanation } from './client/explain.ts';
export type { AuthorizedClient, ProviderClient } from './client/provider-client.ts';
export type { AccessToken } from './contract/access-token.ts';
export type { ClientAuth, ClientRequestDraft } from './contract/client-auth.ts';
export type { ClientOptions, ClientSecret, RequestParameters, SecretValue } from './contract/client-options.ts';
export type { GrantEvent, GrantEventBase } from './contract/events.ts';
export { GrantError, type GrantErrorCode, type GrantErrorDetails, isGrantError } from './contract/grant-error.ts';
export type { HeaderSource } from './contract/request-headers.ts';
export type { TokenCache, TokenCacheLock } from './contract/token-cache.ts';
export type { TokenOptions, TokenSource } from './contract/token-source.ts';
export type { ClientAuthOption } from './metadata/server-options.ts';
export type { Clock } from './platform/clock.ts';
export type { TokenAge } from './renewal/token-lifetime.ts';
