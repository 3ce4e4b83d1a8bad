export type {
  TestedLock,
  TestedTokenCache,
  TestRunner,
  TokenCacheFactory,
  TokenCacheSubject,
  TokenCacheSuiteOptions,
} from './cache-suite/options.ts';
export { testTokenCache } from './cache-suite/test-token-cache.ts';
export { createFakeClock, type FakeClock, type FakeClockOptions } from './clock/fake-clock.ts';
export type { Dialect, IssuedToken, RegisteredClient, Registry, TokenVerdict } from './contract/dialect.ts';
export { isForm, isJson, pathOf, type RecordedRequest } from './contract/recorded-request.ts';
export type { Reply } from './contract/reply.ts';
export { challengeBearer, readBearer } from './dialects/bearer.ts';
export { type Credentials, hasSecret, readBasic, readPosted } from './dialects/credentials.ts';
export { type DialectName, dialects } from './dialects/named-dialects.ts';
export { oauthError } from './dialects/oauth-error.ts';
export { readScope, type Scope } from './dialects/scope.ts';
export type {
  ExpectedMembers,
  ExpectedRequest,
  ProviderHost,
  ProviderSuiteOptions,
  Refusal,
  SuiteClient,
} from './provider-suite/options.ts';
export { testProvider } from './provider-suite/test-provider.ts';
export type {
  SuiteClientOptions,
  TestedAccessToken,
  TestedClient,
  TestedScopedClient,
  TestedTokenSource,
} from './provider-suite/tested-client.ts';
export type {
  Answer,
  AnswerFunction,
  BrokenBodyAnswer,
  GrantAnswer,
  Held,
  RedirectAnswer,
  ScriptedAnswer,
  SilentAnswer,
} from './server/answer.ts';
export type { AuthorizationServer, AuthorizationServerOptions } from './server/authorization-server.ts';
export { createAuthorizationServer } from './server/create-authorization-server.ts';
