import { writeClientForm } from './client-form.ts';
import { type ClientOptions, defaultTimeout, invalidConfig } from './client-options.ts';
import { createSecretRing, tryEachSecret } from './client-secret.ts';
import { systemClock } from './clock.ts';
import { credentialShapes } from './credential-shapes.ts';
import { type ExchangeContext, exchange } from './exchange.ts';
import { takeOff } from './flight.ts';
import { GrantError } from './grant-error.ts';
import { parseJson } from './parse-json.ts';
import type { Provider } from './provider.ts';
import { refusalError } from './refusal.ts';

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

/**
 * Asks one of the provider's endpoints, for adapters that offer more than tokens: one request, within the client's
 * `timeout`, no redirect followed. Returns the reply's JSON, unread; `undefined` where it is none.
 *
 * @throws {GrantError} for any reply but a success.
 * @example
 * ```ts
 * import { askEndpoint, type ClientOptions, type Provider } from '@grantkit/core';
 *
 * async function revoke(provider: Provider, options: ClientOptions, token: string): Promise<void> {
 *   await askEndpoint(provider, options, {
 *     url: 'https://auth.acme.example/revoke',
 *     parameters: { token },
 *     as: 'client',
 *   });
 * }
 * ```
 */
export async function askEndpoint(
  provider: Provider,
  options: ClientOptions,
  question: EndpointQuestion,
): Promise<unknown> {
  const { clock = systemClock, timeout = defaultTimeout, fetch = globalThis.fetch } = options;
  const failure = (code: 'timeout' | 'aborted', summary: string) => () =>
    new GrantError({ code, provider: provider.name, summary, retryable: code === 'timeout' });
  const flight = takeOff(
    {
      fly: (signal) => ask(provider, options, question, { fetch, clock, signal }),
      timeout,
      timedOut: failure('timeout', `No reply within ${timeout} ms`),
      abandoned: failure('aborted', 'The caller gave up waiting'),
    },
    clock,
  );
  return flight.join(question.signal);
}

async function ask(
  provider: Provider,
  options: ClientOptions,
  question: EndpointQuestion,
  context: ExchangeContext,
): Promise<unknown> {
  if (question.as !== 'client') return send(provider, question, context, writeQuestion(question), undefined);
  const secrets = createSecretRing(provider, options.clientSecret);
  return tryEachSecret(secrets, async (secret) => {
    const { url, parameters = {}, audience = url } = question;
    const { clientId } = options;
    const clientSecret = provider.clientAuth.usesClientSecret ? secret : undefined;
    const draft = { endpoint: url, clientId, clientSecret, parameters, audience, now: context.clock.now() };
    return send(provider, question, context, await writeClientForm(provider, draft), clientSecret);
  });
}

function writeQuestion({ parameters, as }: EndpointQuestion): WrittenQuestion {
  const headers = new Headers({ accept: 'application/json' });
  if (typeof as === 'object') headers.set('authorization', `Bearer ${as.bearer}`);
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
