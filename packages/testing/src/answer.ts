import type { RecordedRequest } from './recorded-request.ts';

/**
 * What the server does with one request: a plain {@link Reply}, one of the fates that a network or a server can deal,
 * or a function that decides when it sees the request.
 *
 * @example
 * ```ts
 * import { createAuthorizationServer } from '@grantkit/testing';
 *
 * const server = await createAuthorizationServer();
 * server.answerNext(
 *   { status: 503, headers: { 'retry-after': '2' } },
 *   { fate: 'reset' },
 *   { fate: 'grant', token: { expires_in: '60', scope: undefined } },
 * );
 * ```
 */
export type Answer = ScriptedAnswer | AnswerFunction;

/** An {@link Answer} that is not a function. */
export type ScriptedAnswer = (Reply | GrantAnswer | RedirectAnswer | BrokenBodyAnswer | SilentAnswer) & Held;

/**
 * Answers in view of the request, for example by echoing its credentials, to prove that the code under test leaks none.
 *
 * @example
 * ```ts
 * import { type AnswerFunction, createAuthorizationServer } from '@grantkit/testing';
 *
 * const echo: AnswerFunction = ({ headers, body }) => ({
 *   status: 400,
 *   headers: { 'x-echo': headers['authorization'] ?? '' },
 *   body: { error: 'invalid_request', error_description: `${headers['authorization']} ${body}` },
 * });
 * const server = await createAuthorizationServer();
 * server.answerAlways(echo);
 * ```
 */
export type AnswerFunction = (request: RecordedRequest) => Answer | Promise<Answer>;

/** Keeps an answer back: the request stays open until the promise resolves, so that a test need not sleep. */
export interface Held {
  readonly release?: PromiseLike<unknown>;
}

/** An ordinary HTTP response. */
export interface Reply {
  readonly fate?: undefined;
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** An object is sent as JSON, with that content type unless `headers` has another; text and bytes go as they are. */
  readonly body?: string | Uint8Array | object;
}

/** What the server does by itself: verify the credentials and grant a token. At its API: verify the token and reply. */
export interface GrantAnswer {
  readonly fate: 'grant';
  /**
   * Members of the reply to replace; `undefined` removes one. An `access_token` given here is good at the API, but an
   * `expires_in` only changes what the server says: what it does is set by `lifetime` and `setLifetime`.
   */
  readonly token?: Readonly<Record<string, unknown>>;
}

/** Sends the client elsewhere. */
export interface RedirectAnswer {
  readonly fate: 'redirect';
  readonly status: 301 | 302 | 303 | 307 | 308;
  readonly location: string;
}

/**
 * Declares the whole body's length and sends half of it; then keeps silent (`hang-body`) or closes the connection
 * (`truncate`). Without a `body`, a token reply is cut in two.
 */
export interface BrokenBodyAnswer extends Omit<Reply, 'fate'> {
  readonly fate: 'hang-body' | 'truncate';
}

/** Accepts the request and never answers (`hang`), or resets the connection before the first byte (`reset`). */
export interface SilentAnswer {
  readonly fate: 'hang' | 'reset';
}
