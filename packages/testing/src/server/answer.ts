import type { RecordedRequest } from '../contract/recorded-request.ts';
import type { Reply } from '../contract/reply.ts';

/**
 * What the server does with one request: send a {@link Reply}, do what the `fate` says, or ask a function.
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
 * A function that decides on the answer when it sees the request.
 *
 * It can echo the request's credentials, to prove that the code under test leaks no credential. If it throws or rejects,
 * the server answers 500 and puts the error's message into `error_description`.
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

/** Delays an answer until the test releases it. */
export interface Held {
  /**
   * The server keeps the request open and answers when this promise resolves. If it rejects, the server answers 500.
   * @default the server answers at once
   */
  readonly release?: PromiseLike<unknown>;
}

/**
 * The server does what its dialect says.
 *
 * At the token endpoint it verifies the credentials and grants a token. At the API it verifies the access token.
 */
export interface GrantAnswer {
  /** Selects this answer. */
  readonly fate: 'grant';
  /**
   * Members of the token reply to replace; a member that is `undefined` is removed. The API ignores this field.
   *
   * The API accepts an `access_token` that is given here. An `expires_in` changes only what the server says; the option
   * `lifetime` and `setLifetime()` change how long the token lives.
   * @default {}
   */
  readonly token?: Readonly<Record<string, unknown>>;
}

/** The server redirects the client. */
export interface RedirectAnswer {
  /** Selects this answer. */
  readonly fate: 'redirect';
  /** The HTTP status of the redirect. */
  readonly status: 301 | 302 | 303 | 307 | 308;
  /** The value of the `Location` header. */
  readonly location: string;
}

/** The server declares the length of the whole body and sends only half of it. */
export interface BrokenBodyAnswer extends Omit<Reply, 'fate'> {
  /** What follows the half: `hang-body` sends nothing more, `truncate` closes the connection. */
  readonly fate: 'hang-body' | 'truncate';
  /** The body that the server cuts in half. @default a token reply */
  readonly body?: string | Uint8Array | object;
}

/** The server sends no response at all. */
export interface SilentAnswer {
  /** `hang` keeps the request open for ever; `reset` resets the connection. */
  readonly fate: 'hang' | 'reset';
}
