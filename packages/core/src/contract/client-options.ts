import type { Clock } from '../platform/clock.ts';
import type { GrantEvent } from './events.ts';
import type { TokenCache } from './token-cache.ts';

/** The default of {@link ClientOptions.timeout}, in ms. */
export const defaultTimeout = 10_000;

/** The default of {@link ClientOptions.maxRetryAfter}, in ms. */
export const defaultMaxRetryAfter = 300_000;

/** The options that the clients of all providers share. The options of an adapter extend them. */
export interface ClientOptions {
  /** The client's id at the authorization server. */
  readonly clientId: string;
  /** The client's secret, a pair of secrets during a rotation, or a function that fetches either. */
  readonly clientSecret?: ClientSecret | undefined;
  /** The scope to ask for: a list, or a string with spaces. @default none; the server then grants its own default */
  readonly scope?: string | readonly string[] | undefined;
  /**
   * Further parameters of the token request, such as `audience`. A list repeats the parameter.
   *
   * `resource` may be repeated (RFC 8707 §2). The parameters that Grantkit or the adapter sets itself are not allowed.
   * @default none
   */
  readonly parameters?: RequestParameters | undefined;
  /**
   * Where tokens are shared with other clients and processes: `memoryTokenCache()` or any other `TokenCache`.
   * @default none: the client keeps its own token
   */
  readonly cache?: TokenCache | undefined;
  /** Sends every request. Use it for proxies, client certificates and tests. @default the runtime's `fetch` */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** How long getting a token may take, in ms, with all attempts and waits together. @default 10 000 */
  readonly timeout?: number | undefined;
  /** The longest `Retry-After` of the authorization server that is obeyed, in ms. @default 300 000 */
  readonly maxRetryAfter?: number | undefined;
  /**
   * How long before a token's end the client stops using it, in ms. Grantkit caps it at half of the lifetime.
   *
   * Raise it if your work with one token takes longer. @default 10 % of the lifetime, at most 10 000
   */
  readonly expiryMargin?: number | undefined;
  /**
   * Hands a background renewal to the platform, so that it can continue after the request that started it.
   *
   * Pass the `waitUntil` of `cloudflare:workers` or of Vercel. The promise never rejects. What the function throws is
   * ignored. Without it, the next caller starts another renewal if the platform cuts one off. @default none
   */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
  /**
   * Receives an event for each thing that the client does. The diagnostics channel `grantkit` gets the same events.
   *
   * What the function throws is ignored. @default none
   */
  readonly onEvent?: ((event: GrantEvent) => unknown) | undefined;
  /** The clocks and timers, for tests. @default the runtime's */
  readonly clock?: Clock | undefined;
}

/**
 * A client's secret: a string, a pair `[current, next]` during a rotation, or a function that fetches either, for
 * instance from a secret store. Core calls the function for each attempt.
 */
export type ClientSecret = SecretValue | (() => SecretValue | Promise<SecretValue>);

/** A secret, or the two secrets that are in use during a rotation. */
export type SecretValue = string | readonly [current: string, next: string];

/** Parameters of a token request. A list repeats the parameter. */
export type RequestParameters = Readonly<Record<string, string | readonly string[]>>;
