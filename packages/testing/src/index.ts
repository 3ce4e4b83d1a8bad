export type {
  Answer,
  AnswerFunction,
  BrokenBodyAnswer,
  GrantAnswer,
  Held,
  RedirectAnswer,
  Reply,
  ScriptedAnswer,
  SilentAnswer,
} from './answer.ts';
export type { AuthorizationServer, AuthorizationServerOptions } from './authorization-server.ts';
export { createAuthorizationServer } from './create-authorization-server.ts';
export type { Dialect, IssuedToken, RegisteredClient, Registry, TokenVerdict } from './dialect.ts';
export { type DialectName, dialects } from './dialects/named-dialects.ts';
export { createFakeClock, type FakeClock, type FakeClockOptions } from './fake-clock.ts';
export type { RecordedRequest } from './recorded-request.ts';
export { testTokenCache } from './token-cache-suite.ts';
export type {
  TestedLock,
  TestedTokenCache,
  TestRunner,
  TokenCacheFactory,
  TokenCacheSubject,
  TokenCacheSuiteOptions,
} from './token-cache-suite-options.ts';
