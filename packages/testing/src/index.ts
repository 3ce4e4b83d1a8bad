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
export type { RecordedRequest } from './contract/recorded-request.ts';
export type { Reply } from './contract/reply.ts';
export { type DialectName, dialects } from './dialects/named-dialects.ts';
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
