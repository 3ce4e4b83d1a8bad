import type { AccessToken } from '../contract/access-token.ts';
import type { Events } from '../contract/events.ts';
import { GrantError, invalidConfig, isGrantError } from '../contract/grant-error.ts';
import type { Client } from '../endpoint/client.ts';
import { untilAborted } from '../platform/abort.ts';
import { discard, readText } from '../platform/body.ts';
import type { Budget } from '../platform/budget.ts';
import type { Clock } from '../platform/clock.ts';
import { errorCode } from '../platform/foreign-error.ts';
import type { InspectableTokenSource } from '../renewal/token-source.ts';
import type { ApiBase } from './api-base.ts';
import { type ApiRequest, initOf, isStream, readApiRequest } from './api-request.ts';
import { type FollowedReply, followRedirects } from './redirects.ts';

/** The parts of a client's `fetch`. */
export interface AuthorizedFetchContext extends Client {
  readonly base: ApiBase | undefined;
  readonly source: InspectableTokenSource;
  /** How many tokens may be invalidated because the API rejected them. All scopes of a client share it. */
  readonly budget: Budget;
  readonly events: Events;
}

/**
 * Makes a `fetch` that adds a token and the provider's headers to requests below the API's base URL. A request to
 * another origin goes without them, because a presigned storage URL must get neither the token nor the API key.
 *
 * When the API rejects the token, all rejected requests share one new token, and each is sent once more.
 */
export function createAuthorizedFetch(context: AuthorizedFetchContext): typeof globalThis.fetch {
  const { provider, base, source, fetch, clock, events, budget } = context;
  const rejectsToken = provider.rejectsToken ?? saysInvalidToken;

  return async (input, init) => {
    if (base === undefined) {
      throw invalidConfig(provider.name, 'The option `apiBaseUrl` is missing. `api` and `fetch` need it');
    }
    const request = readApiRequest(base.resolve(input), init);
    const { url, signal } = request;
    signal?.throwIfAborted();
    if (!base.contains(url)) {
      // A path can contain a user's input, and `..` in it may lead to another tenant's part of the API.
      if (base.isSameOrigin(url)) throw invalidConfig(provider.name, 'The URL must be below the base URL of the API');
      return fetch(url, initOf(request, await request.body()));
    }
    const token = await tokenFor(signal);
    const headers = await apiHeaders(() => provider.apiHeaders?.(), signal);
    // The body is read last: in Node 24 and 26, a body that is read and then cancelled can end the process.
    const sent = { request, body: await request.body(), headers, token };
    const first = await send(sent);

    const repeatable = !isStream(sent.body) && isSafeToRepeat(first, request);
    const instead = await judge(first, { ...sent, repeatable }).catch((error: unknown) => {
      discard(first.reply);
      throw error;
    });
    if (instead === undefined || !repeatable) return first.reply;
    discard(first.reply);
    events.emit({ type: 'replayed', status: first.reply.status });
    const second = await send({ ...sent, ...instead });
    if (instead.headers !== headers) await showReplay(second, { ...sent, ...instead }).catch(() => {});
    return second.reply;
  };

  /** Shows the provider whether the API accepted its other headers. */
  async function showReplay({ reply, trusted }: FollowedReply, { request, headers }: Attempt): Promise<void> {
    if (!trusted) return;
    const { status } = reply;
    const copy = isRefusal(reply) ? await boundedCopy(reply, clock, request.signal) : new Response(null, { status });
    await otherApiHeaders(copy, merge(headers, request.headers), { repeatable: true, signal: request.signal });
  }

  /** The credentials to send instead of the refused ones; `undefined` if neither token nor headers are to blame. */
  async function judge({ reply, trusted }: FollowedReply, sent: Sent): Promise<Credentials | undefined> {
    // A reply of another server says nothing about credentials that the server did not get.
    if (!trusted || !isRefusal(reply)) return undefined;
    const { request, headers, token, repeatable } = sent;
    const { signal } = request;
    const copy = await boundedCopy(reply, clock, signal);
    const other = await otherApiHeaders(copy.clone(), merge(headers, request.headers), { repeatable, signal });
    if (other !== undefined) return { headers: other, token };
    if (!(await rejectsToken(copy)) || !(await invalidate(token)) || !repeatable) return undefined;
    const renewed = await tokenFor(signal);
    return renewed.accessToken === token.accessToken ? undefined : { headers, token: renewed };
  }

  async function tokenFor(signal: AbortSignal | undefined): Promise<AccessToken> {
    try {
      return await source.token({ signal });
    } catch (error) {
      // As the standard says, `fetch` rejects with the reason of its caller's signal.
      if (signal?.aborted && isGrantError(error) && error.code === 'aborted') throw signal.reason;
      throw error;
    }
  }

  /** Invalidates a rejected token, and returns whether to ask for a new one. Too many rejections keep the token. */
  async function invalidate(bad: AccessToken): Promise<boolean> {
    if (!source.holds(bad.accessToken)) return true;
    if (budget.wait() > 0) return false;
    budget.spend();
    await source.invalidate(bad);
    return true;
  }

  async function otherApiHeaders(
    reply: Response,
    sent: Headers,
    { repeatable, signal }: { readonly repeatable: boolean; readonly signal: AbortSignal | undefined },
  ): Promise<Headers | undefined> {
    const { otherApiHeaders: ask } = provider;
    const other = ask && (await apiHeaders(() => ask(reply, sent, repeatable), signal));
    return other && [...other].length > 0 ? other : undefined;
  }

  function send({ request, body, headers: own, token }: Attempt): Promise<FollowedReply> {
    const headers = merge(own, request.headers);
    headers.set('authorization', `Bearer ${token.accessToken}`);
    const names = [...own.keys(), 'authorization'];
    return followRedirects(
      { ...request, headers },
      { fetch, body, own: names, isTrusted: (url) => base?.contains(url) ?? false },
    );
  }

  async function apiHeaders(
    make: () => Record<string, string> | undefined | Promise<Record<string, string> | undefined>,
    signal: AbortSignal | undefined,
  ): Promise<Headers> {
    try {
      return new Headers(await untilAborted((async () => make())(), signal));
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      // The error of `Headers` quotes the value, which may be an API key.
      throw new GrantError({
        code: 'credential_unavailable',
        provider: provider.name,
        summary: `The headers of the API request could not be made${errorCode(error)}`,
        hint: 'Check the function that returns the API key. Nothing was sent to the API.',
        retryable: true,
      });
    }
  }
}

interface Credentials {
  readonly headers: Headers;
  readonly token: AccessToken;
}

interface Attempt extends Credentials {
  readonly request: ApiRequest;
  readonly body: BodyInit | undefined;
}

interface Sent extends Attempt {
  readonly repeatable: boolean;
}

/** The provider's headers, overwritten by the caller's own. */
function merge(ours: Headers, callers: Headers): Headers {
  const headers = new Headers(ours);
  for (const [name, value] of callers) headers.set(name, value);
  return headers;
}

function isRefusal({ status }: Response): boolean {
  return status === 401 || status === 403;
}

/** A server that redirects a request may have processed it, so only a read is repeated. */
function isSafeToRepeat({ direct }: FollowedReply, { method }: ApiRequest): boolean {
  return direct || method === 'GET' || method === 'HEAD';
}

/** Limits, in bytes and in ms. Otherwise a large or slow error page would delay the caller. */
const longestExcerpt = 65_536;
const longestRead = 1_000;

/** A copy of the beginning of a reply. The caller's own reply stays whole and unread. */
async function boundedCopy(reply: Response, clock: Clock, signal: AbortSignal | undefined): Promise<Response> {
  const { status, headers } = reply;
  const enough = new AbortController();
  const cancel = clock.after(longestRead, () => enough.abort());
  try {
    const read = readText(reply.clone(), longestExcerpt, enough.signal).catch(() => undefined);
    return new Response((await untilAborted(read, signal)) ?? '', { status, headers });
  } finally {
    cancel();
    enough.abort();
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1 */
function saysInvalidToken({ status, headers }: Response): boolean {
  const errors = [...(headers.get('www-authenticate') ?? '').matchAll(challengeParameter)]
    .filter(([, name]) => name?.toLowerCase() === 'error')
    .map(([, , quoted, bare]) => quoted ?? bare);
  return status === 401 && (errors.length === 0 || errors.includes('invalid_token'));
}

/** Reads a quoted value as a whole, so that text inside it is not taken for a parameter. */
const challengeParameter = /(?<![\w-])([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;
