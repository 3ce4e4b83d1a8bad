import type { Dialect, IssuedToken, RegisteredClient } from '../contract/dialect.ts';
import type { RecordedRequest } from '../contract/recorded-request.ts';
import type { DialectName } from '../dialects/named-dialects.ts';
import type { Answer } from './answer.ts';

/** Options of {@link createAuthorizationServer}. */
export interface AuthorizationServerOptions {
  /**
   * The kind of server to imitate: the name of a built-in dialect, or a {@link Dialect} of your own.
   * @default 'rfc6749'
   */
  readonly dialect?: DialectName | Dialect;
  /** The clients that the server knows. @default [] */
  readonly clients?: readonly RegisteredClient[];
  /** The path of the token endpoint. @default the dialect's `tokenPath` */
  readonly tokenPath?: string;
  /** The lifetime of a token, in seconds. @default the dialect's `lifetime` */
  readonly lifetime?: number;
  /** The `x-api-key` that the API of `smokeball` accepts. @default any key */
  readonly apiKey?: string;
  /** The realms of `pingam8` and `openam`. @default ['/', '/alpha'] */
  readonly realms?: readonly string[];
  /** The server's wall clock, in ms since the epoch: tokens expire by it, and the header `Date` shows it. @default Date.now */
  readonly now?: () => number;
}

/**
 * A fake authorization server on a loopback socket, together with an API that accepts its tokens.
 *
 * The API is at every path that is not an endpoint of the dialect. The server can be disposed of with `await using`.
 */
export interface AuthorizationServer extends AsyncDisposable {
  /** The server's origin, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** The absolute URL of the token endpoint. */
  readonly tokenEndpoint: string;

  /** All requests that the server received, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** The requests to the token endpoint, in order of arrival. */
  readonly tokenRequests: readonly RecordedRequest[];
  /** The requests to the API and the dialect's provider endpoints, in order of arrival. */
  readonly apiRequests: readonly RecordedRequest[];
  /** The tokens that the server granted, in order. */
  readonly issued: readonly IssuedToken[];
  /**
   * Resolves to the `n`-th token request, counted from 1, as soon as the server has received it.
   *
   * It rejects with an `Error` if `n` is not a whole number from 1, or if `reset()` has forgotten the request.
   */
  waitForRequest(n: number): Promise<RecordedRequest>;

  /** Queues answers to the next token requests. The server uses each of them once. */
  answerNext(...answers: readonly Answer[]): void;
  /** Sets the answer to every token request that finds the queue empty; `undefined` makes the server grant again. */
  answerAlways(answer: Answer | undefined): void;
  /** Queues answers to the next requests that are listed in `apiRequests`. The server uses each of them once. */
  answerApiNext(...answers: readonly Answer[]): void;
  /** Sets the answer to every such request that finds the queue empty; `undefined` makes the server verify tokens again. */
  answerApiAlways(answer: Answer | undefined): void;

  /**
   * Replaces a client's secret; all secrets of a list are good.
   *
   * It throws an `Error` if no client with this id is registered.
   */
  setClientSecret(clientId: string, clientSecret: string | readonly string[]): void;
  /** Sets the lifetime, in seconds, of the tokens that the server issues from now on. */
  setLifetime(seconds: number): void;
  /** Makes the API reject every token issued so far, in the words of the dialect. */
  rejectIssuedTokens(): void;

  /** Forgets the recorded requests and the scripted answers, and keeps the clients and the tokens. */
  reset(): void;
  /** Stops listening and destroys every open connection, even when a request still waits for its answer. */
  close(): Promise<void>;
}
