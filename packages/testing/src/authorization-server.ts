import type { Answer } from './answer.ts';
import type { Dialect, IssuedToken, RegisteredClient } from './dialect.ts';
import type { DialectName } from './dialects/named-dialects.ts';
import type { RecordedRequest } from './recorded-request.ts';

/** Options of {@link createAuthorizationServer}. */
export interface AuthorizationServerOptions {
  /**
   * Whose server this is: a name, or a value of your own.
   * @default 'rfc6749'
   */
  readonly dialect?: DialectName | Dialect;
  /** The clients that the server knows. @default none */
  readonly clients?: readonly RegisteredClient[];
  /** The path of the token endpoint. @default the dialect's */
  readonly tokenPath?: string;
  /** Seconds that a token lives. @default the dialect's */
  readonly lifetime?: number;
  /** The `x-api-key` that the API of `smokeball` wants. @default any */
  readonly apiKey?: string;
  /** The realms of `pingam8` and `openam`. @default ['/', '/alpha'] */
  readonly realms?: readonly string[];
  /** The server's wall clock, in milliseconds since the epoch, by which its tokens expire. @default Date.now */
  readonly now?: () => number;
}

/** An authorization server on a loopback socket and, on every path but the token endpoint's, the API that it guards. */
export interface AuthorizationServer extends AsyncDisposable {
  /** The origin, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** The absolute URL of the token endpoint. */
  readonly tokenEndpoint: string;

  /** Everything received, in order of arrival; `tokenRequests` and `apiRequests` divide it between them. */
  readonly requests: readonly RecordedRequest[];
  readonly tokenRequests: readonly RecordedRequest[];
  readonly apiRequests: readonly RecordedRequest[];
  /** The tokens granted, in order. */
  readonly issued: readonly IssuedToken[];
  /** Resolves to the `n`-th token request (from 1), as soon as it has arrived. */
  waitForRequest(n: number): Promise<RecordedRequest>;

  /** Queues answers to the coming token requests, each used once. */
  answerNext(...answers: readonly Answer[]): void;
  /** Answers every token request that finds the queue empty; `undefined` restores what the server does by itself. */
  answerAlways(answer: Answer | undefined): void;
  /** {@link answerNext} for the API. */
  answerApiNext(...answers: readonly Answer[]): void;
  /** {@link answerAlways} for the API. */
  answerApiAlways(answer: Answer | undefined): void;

  /** Rotates a client's secret; several are all good. */
  setClientSecret(clientId: string, clientSecret: string | readonly string[]): void;
  /** Seconds that tokens issued from now on live. */
  setLifetime(seconds: number): void;
  /** From now on the API turns away every token issued so far, in the dialect's words. */
  rejectIssuedTokens(): void;

  /** Forgets the recorded requests and the scripted answers. Clients and tokens stay. */
  reset(): void;
  /** Stops listening and destroys every open connection, whatever it still waits for. */
  close(): Promise<void>;
}
