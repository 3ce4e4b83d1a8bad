import type { TestedTokenCache } from '../cache-suite/options.ts';
import type { FakeClock } from '../clock/fake-clock.ts';
import type { ProviderSuiteOptions } from './options.ts';

/** What the suite gives to {@link ProviderSuiteOptions.create}: the options that the clients of all providers share. */
export interface SuiteClientOptions {
  readonly clientId: string;
  readonly clientSecret: string | readonly [current: string, next: string] | (() => Promise<string>);
  readonly scope?: string | readonly string[];
  readonly parameters?: Readonly<Record<string, string | readonly string[]>>;
  readonly cache?: TestedTokenCache;
  readonly fetch?: typeof globalThis.fetch;
  readonly timeout?: number;
  readonly maxRetryAfter?: number;
  readonly expiryMargin?: number;
  readonly waitUntil?: (work: Promise<unknown>) => void;
  readonly onEvent?: (event: unknown) => unknown;
  readonly clock?: FakeClock;
}

/** The `ProviderClient` of `@grantkit/core`, as far as the suite uses it. This package does not depend on core. */
export interface TestedClient extends TestedScopedClient {
  /** The same client for another scope. */
  scoped(scope: string | readonly string[]): TestedScopedClient;
}

/** The client of one scope. */
export interface TestedScopedClient extends TestedTokenSource {
  /** `fetch` for the provider's API. */
  readonly fetch: typeof globalThis.fetch;
  /** `ky` for the provider's API. */
  readonly api: { get(path: string): PromiseLike<unknown> };
  /** The state of the token, which must not contain a secret. */
  explain(): unknown;
}

/** The `TokenSource` of `@grantkit/core`, as far as the suite uses it. */
export interface TestedTokenSource {
  /** Gets a valid token. */
  token(options?: { readonly signal?: AbortSignal; readonly forceRefresh?: boolean }): Promise<TestedAccessToken>;
  /** Stops using a token before its end. */
  invalidate(accessToken: string): Promise<void>;
}

/** The `AccessToken` of `@grantkit/core`, as far as the suite uses it. */
export interface TestedAccessToken {
  readonly accessToken: string;
  readonly tokenType: string;
  readonly scope: readonly string[] | undefined;
  readonly issuedAt: number;
  readonly expiresAt: number;
}
