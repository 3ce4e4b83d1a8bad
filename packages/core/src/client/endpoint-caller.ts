import { type ClientOptions, defaultTimeout } from '../contract/client-options.ts';
import { GrantError, invalidConfig, isGrantError } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';
import { writeClientForm } from '../endpoint/client-form.ts';
import { refusalError } from '../endpoint/error-reply.ts';
import { type ExchangeContext, exchange } from '../endpoint/exchange.ts';
import { credentialShapes } from '../endpoint/redaction.ts';
import { createRefusals, noRefusals } from '../endpoint/refused-credentials.ts';
import { createSecretRing, tryEachSecret } from '../endpoint/secret-ring.ts';
import { systemClock } from '../platform/clock.ts';
import { parseJson } from '../platform/parse-json.ts';
import { takeOff } from '../platform/single-flight.ts';

/** A question to an endpoint beside the token endpoint: introspection, revocation, discovery and their like. */
export interface EndpointQuestion {
  readonly url: string;
  /** Form parameters. With them it is a POST, without them a GET. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** How the client proves who it is: as at the token endpoint, with a token, or not at all. @default 'none' */
  readonly as?: 'client' | 'none' | { readonly bearer: string } | undefined;
  /** Whom a client assertion is for. @default the URL */
  readonly audience?: string | readonly string[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Asks an endpoint; gives the reply's JSON, unread, and `undefined` where it is none. */
export type EndpointCaller = (question: EndpointQuestion) => Promise<unknown>;

/**
 * Makes what an adapter asks the endpoints beside the token endpoint with: one request for a question, within the
 * client's `timeout`, no redirect followed. It remembers which secret works and what was refused, as the grant does.
 *
 * @throws {GrantError} for any reply but a success, once asked.
 * @example
 * ```ts
 * import { type ClientOptions, createEndpointCaller, type Provider } from '@grantkit/core';
 *
 * function createRevocation(provider: Provider, options: ClientOptions): (token: string) => Promise<void> {
 *   const ask = createEndpointCaller(provider, options);
 *   return async (token) => {
 *     await ask({ url: 'https://auth.acme.example/revoke', parameters: { token }, as: 'client' });
 *   };
 * }
 * ```
 */
export function createEndpointCaller(provider: Provider, options: ClientOptions): EndpointCaller {
  const { clientId, clock = systemClock, timeout = defaultTimeout, fetch = globalThis.fetch } = options;
  const secrets = createSecretRing(provider, options.clientSecret);
  const refusals = options.rememberRefusals === false ? noRefusals : createRefusals(clock);
  const failure = (code: 'timeout' | 'aborted', summary: string) => () =>
    new GrantError({ code, provider: provider.name, summary, retryable: code === 'timeout' });
  const aborted = failure('aborted', 'The caller gave up waiting');

  async function askAsClient(question: EndpointQuestion, context: ExchangeContext, secret: string): Promise<unknown> {
    const remembered = refusals.find(secret, undefined);
    if (remembered !== undefined) throw remembered;
    const { url, parameters = {}, audience = url } = question;
    const clientSecret = provider.clientAuth.usesClientSecret ? secret : undefined;
    const form = { endpoint: url, clientId, clientSecret, parameters, audience, now: clock.now() };
    try {
      const reply = await send(provider, question, context, await writeClientForm(provider, form), clientSecret);
      refusals.forget(secret, undefined);
      secrets.accept(secret);
      return reply;
    } catch (error) {
      if (isGrantError(error)) refusals.note(error, secret, undefined);
      throw error;
    }
  }

  function ask(question: EndpointQuestion, signal: AbortSignal): Promise<unknown> {
    const context = { fetch, clock, signal };
    if (question.as === 'client') return tryEachSecret(secrets, (secret) => askAsClient(question, context, secret));
    return send(provider, question, context, writeQuestion(provider, question), undefined);
  }

  return async (question) => {
    if (question.signal?.aborted) throw aborted();
    const timedOut = failure('timeout', `No reply within ${timeout} ms`);
    const plan = { fly: async (signal: AbortSignal) => ask(question, signal), timeout, timedOut, aborted };
    return takeOff({ ...plan, abandoned: aborted }, clock).join(question.signal);
  };
}

function writeQuestion(provider: Provider, { parameters, as }: EndpointQuestion): WrittenQuestion {
  const headers = new Headers({ accept: 'application/json' });
  if (typeof as === 'object') {
    // Checked here: the error of `Headers` quotes what it refuses.
    if (!/^[\x21-\x7e]+$/.test(as.bearer))
      throw invalidConfig(provider.name, 'The token has a character that none can have');
    headers.set('authorization', `Bearer ${as.bearer}`);
  }
  if (parameters === undefined) return { headers, body: undefined };
  headers.set('content-type', 'application/x-www-form-urlencoded');
  return { headers, body: new URLSearchParams(parameters) };
}

interface WrittenQuestion {
  readonly headers: Headers;
  readonly body: URLSearchParams | undefined;
}

async function send(
  provider: Provider,
  question: EndpointQuestion,
  context: ExchangeContext,
  { headers, body }: WrittenQuestion,
  clientSecret: string | undefined,
): Promise<unknown> {
  for (const [name, value] of Object.entries(question.headers ?? {})) {
    try {
      headers.set(name, value);
    } catch {
      // The error of `Headers` quotes what it refuses.
      throw invalidConfig(provider.name, 'A header of this call has a name or a value that cannot be sent');
    }
  }
  const reply = await exchange(provider, { url: question.url, headers, body }, context);
  if (reply.status >= 200 && reply.status < 300 && reply.text !== undefined) return parseJson(reply.text);
  const secrets = credentialShapes(clientSecret, headers, body);
  throw refusalError(provider, reply, { problem: 'it is larger than 1 MiB', secrets, now: context.clock.now() });
}
