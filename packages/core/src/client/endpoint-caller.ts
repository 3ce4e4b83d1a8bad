import { isTokenEndpointUrl, tokenEndpointUrlRule } from '../contract/endpoint-url.ts';
import { GrantError, invalidConfig } from '../contract/grant-error.ts';
import type { Provider, RequestPurpose } from '../contract/provider.ts';
import { type HeaderSource, makeHeaders } from '../contract/request-headers.ts';
import { askAsClient, type Client } from '../endpoint/client.ts';
import { writeClientForm } from '../endpoint/client-form.ts';
import type { SentRequest } from '../endpoint/confidential.ts';
import { readErrorBody } from '../endpoint/error-body.ts';
import { errorFromReply } from '../endpoint/error-reply.ts';
import { exchange } from '../endpoint/exchange.ts';
import { restate } from '../endpoint/restated-reply.ts';
import { isSignal, withDeadline } from '../platform/abort.ts';
import { clientInside } from './authorized-client.ts';
import type { AuthorizedClient } from './provider-client.ts';

/** A call of an endpoint that is not the token endpoint, such as introspection, revocation or discovery. */
export interface EndpointCall {
  /** The URL of the endpoint. */
  readonly url: string;
  /** Parameters, always as a form. A call with parameters is a POST, a call without them is a GET. @default none */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** What the call is for. The hint of an error depends on it. @default 'other' */
  readonly purpose?: Exclude<RequestPurpose, 'token'> | undefined;
  /** How the call is authenticated: as at the token endpoint, with a bearer token, or not at all. @default 'none' */
  readonly as?: 'client' | 'none' | { readonly bearer: string } | undefined;
  /** The audience of a client assertion. @default the URL */
  readonly audience?: string | readonly string[] | undefined;
  /**
   * Further headers of this call, without `authorization` and the others that Grantkit sets itself. A call as client also
   * has those of {@link Provider.headers}. @default none
   */
  readonly headers?: HeaderSource | undefined;
  /** Restates the reply, as {@link Provider.readReply} does. A returned `error` makes the call throw. @default none */
  readonly readReply?: Provider['readReply'];
  /** Ends the call with the code `aborted`. @default none */
  readonly signal?: AbortSignal | undefined;
}

/** Calls an endpoint. It resolves to the reply's JSON, which is not checked, or to `undefined` for any other body. */
export type EndpointCaller = (call: EndpointCall) => Promise<unknown>;

/**
 * Makes the function with which an adapter calls a provider's other endpoints: introspection, revocation and the like.
 *
 * A call ends within `timeout`, follows no redirect, and retries only with the other secret of a pair. A credential
 * that the token endpoint refused with `invalid_client` is held back here too. A credential that this endpoint refused
 * is held back only here.
 *
 * @param authorizedClient the main client or the client of a scope, whose calls are the same
 * @throws {GrantError} `invalid_config` if `createProviderClient` did not make the client. A call throws for every reply
 * that is not a success.
 * @example
 * ```ts
 * import { type AuthorizedClient, createEndpointCaller } from '@grantkit/core';
 *
 * function revocation(client: AuthorizedClient): (token: string) => Promise<void> {
 *   const callEndpoint = createEndpointCaller(client);
 *   return async (token) => {
 *     await callEndpoint({ url: 'https://auth.acme.example/revoke', parameters: { token }, as: 'client' });
 *   };
 * }
 * ```
 */
export function createEndpointCaller(authorizedClient: AuthorizedClient): EndpointCaller {
  const inside = clientInside(authorizedClient);
  return async (call) => {
    const { client } = inside;
    const { clock, timeout } = client;
    const provider = client.provider.name;
    if (!isTokenEndpointUrl(call.url))
      throw invalidConfig(provider, `The URL of an endpoint must be ${tokenEndpointUrlRule}`);
    const aborted = () => new GrantError({ code: 'aborted', provider, summary: 'The caller stopped waiting' });
    if (call.signal && !isSignal(call.signal))
      throw invalidConfig(provider, 'The option `signal` must be an AbortSignal');
    // A JavaScript program may pass a whole token in place of its text.
    if (!Object.values(call.parameters ?? {}).every((value) => typeof value === 'string'))
      throw invalidConfig(provider, 'Each parameter of a call must be a string');
    if (call.signal?.aborted) throw aborted();
    const run = async (signal: AbortSignal) => {
      const ask = (secret?: string) => send(client, call, signal, secret);
      return call.as === 'client' ? askAsClient(client, { destination: { url: call.url }, send: ask }) : ask();
    };
    const timedOut = () => {
      const hint = `Check the network to ${new URL(call.url).host}, or raise the option \`timeout\`.`;
      const summary = `No reply within ${timeout} ms`;
      return new GrantError({ code: 'timeout', provider, summary, hint, retryable: true });
    };
    return withDeadline(run, { clock, timeout, signal: call.signal, timedOut, aborted });
  };
}

async function send(client: Client, call: EndpointCall, signal: AbortSignal, secret?: string): Promise<unknown> {
  const { url, purpose = 'other', parameters = {}, audience = url } = call;
  const sent =
    secret === undefined
      ? writeCall(client, call)
      : await writeClientForm(client, { endpoint: url, secret, parameters, audience });
  const { headers, body } = sent;
  const ofCall = makeHeaders(client.provider.name, call.headers);
  for (const [name, value] of Object.entries(ofCall)) headers.set(name, value);
  const now = client.clock.now();
  const reply = await exchange(client, { purpose, url, headers, body: body?.toString() }, signal);
  const { status, text } = reply;
  const restated = restate(client.provider.name, reply, now, call.readReply);
  const isError = restated.restated && readErrorBody(restated.body).error !== undefined;
  if (status >= 200 && status < 300 && text !== undefined && !isError) return restated.body;
  throw errorFromReply(client, sent, restated, 'The reply is larger than 1 MiB');
}

function writeCall({ provider }: Client, { parameters, as }: EndpointCall): SentRequest {
  const headers = new Headers({ accept: 'application/json' });
  if (typeof as === 'object') {
    // `Headers` would throw an error that quotes the value.
    if (!/^[\x21-\x7e]+$/.test(as.bearer))
      throw invalidConfig(provider.name, 'The token must be printable ASCII without spaces');
    headers.set('authorization', `Bearer ${as.bearer}`);
  }
  const sent = { secret: undefined, headers, clientId: undefined, written: [] };
  if (parameters === undefined) return { ...sent, body: undefined };
  headers.set('content-type', 'application/x-www-form-urlencoded');
  return { ...sent, body: new URLSearchParams(parameters) };
}
