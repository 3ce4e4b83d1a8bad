import type { AccessToken } from '../contract/access-token.ts';
import type { Events } from '../contract/events.ts';
import { GrantError, type GrantErrorDetails, invalidConfig, isGrantError } from '../contract/grant-error.ts';
import type { Rejection } from '../contract/provider.ts';
import type { Client } from '../endpoint/client.ts';
import { untilAborted } from '../platform/abort.ts';
import { discard } from '../platform/body.ts';
import type { Budget } from '../platform/budget.ts';
import { errorCode } from '../platform/foreign-error.ts';
import type { InspectableTokenSource } from '../renewal/token-source.ts';
import { type ApiBase, resolvePath } from './api-base.ts';
import { type ApiRequest, initOf, isStream, type PlainHeaders, plainHeaders, readApiRequest } from './api-request.ts';
import { type AuthorizedRequest, type FollowedReply, followRedirects, isRedirect, sendOnce } from './redirects.ts';
import { mayBeRejection, rejectionOf } from './rejection.ts';

/** The parts of a client's `fetch`. */
export interface AuthorizedFetchContext extends Client {
  baseFor(token?: AccessToken): ApiBase;
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
  const { provider, baseFor, source, fetch, clock, events, budget } = context;
  const hasHooks = provider.apiHeaders !== undefined || provider.authorize !== undefined;

  return async (input, init) => {
    if (provider.apiBaseUrl === undefined) {
      throw invalidConfig(provider.name, 'The option `apiBaseUrl` is missing. `api` and `fetch` need it');
    }
    const request = readApiRequest(resolvePath(input), init);
    const { signal } = request;
    signal?.throwIfAborted();
    // If the token names the base URL, a request to another origin needs a token too.
    const tokenForBase = typeof provider.apiBaseUrl === 'function' ? await tokenFor(signal) : undefined;
    const base = baseFor(tokenForBase);
    const url = base.locate(request.url);
    if (!base.contains(url)) {
      // A path can contain a user's input, and `..` in it may lead to another tenant's part of the API.
      if (base.isSameOrigin(url)) throw invalidConfig(provider.name, 'The URL must be below the base URL of the API');
      return fetch(url, initOf(request, await request.body()));
    }
    const target = { request, base, url, token: tokenForBase ?? (await tokenFor(signal)) };
    const first = hasHooks ? await prepare(target) : attemptOf(target);
    // The body is read last: in Node 24 and 26, a body that is read and then cancelled can end the process.
    const body = await request.body();
    const reply = await sendOnce(first, fetch, body);
    // Most replies end the call here, without the promises that the rest of this function needs.
    const { status } = reply;
    if (!isRedirect(status) && !mayBeRejection(status, provider)) return reply;

    const answer = await followRedirects(first, reply, fetch, body);
    const repeatable = !isStream(body) && isSafeToRepeat(answer, request);
    const second = await replayOf(first, answer, repeatable).catch((error: unknown) => {
      discard(answer.reply);
      throw error;
    });
    if (second === undefined) return answer.reply;
    discard(answer.reply);
    events.emit({ type: 'replayed', status: answer.reply.status });
    const replayed = await followRedirects(second, await sendOnce(second, fetch, body), fetch, body);
    // So the adapter learns whether the API accepts its other headers.
    if (second.token === first.token) await rejection(replayed, second, true).catch(() => signal?.throwIfAborted());
    return replayed.reply;
  };

  /** The attempt to make instead of a rejected one; `undefined` if neither another token nor other headers can help. */
  async function replayOf(first: Attempt, answer: FollowedReply, repeatable: boolean): Promise<Attempt | undefined> {
    const { request, token, headers } = first;
    const rejected = await rejection(answer, first);
    if (rejected === 'token' && (await invalidate(token)) && repeatable) {
      const renewed = await tokenFor(request.signal);
      // Another token may name another base URL. An absolute URL below the old one must not get it.
      const base = baseFor(renewed);
      const url = base.locate(request.url);
      const canReplay = renewed.accessToken !== token.accessToken && base.contains(url);
      return canReplay ? prepare({ request, base, url, token: renewed }) : undefined;
    }
    if (rejected !== 'headers' || !repeatable) return undefined;
    const second = await prepare(first, headers);
    return otherHeaders(second) === otherHeaders(first) ? undefined : second;
  }

  /** What the API rejects. A reply of another server says nothing about credentials that the server did not get. */
  async function rejection(
    { reply, trusted }: FollowedReply,
    { request, headers }: Attempt,
    isReplay = false,
  ): Promise<Rejection> {
    const { signal } = request;
    return trusted
      ? callAdapter(signal, replyUnreadable, () => rejectionOf(reply, { provider, headers, clock, signal, isReplay }))
      : undefined;
  }

  function tokenFor(signal: AbortSignal | undefined): Promise<AccessToken> {
    if (signal === undefined) return source.token();
    return source.token({ signal }).catch((error: unknown) => {
      // As the standard says, `fetch` rejects with the reason of its caller's signal.
      throw signal.aborted && isGrantError(error) && error.code === 'aborted' ? signal.reason : error;
    });
  }

  /** Invalidates a rejected token, and returns whether to ask for a new one. Too many rejections keep the token. */
  async function invalidate(bad: AccessToken): Promise<boolean> {
    if (!source.holds(bad.accessToken)) return true;
    if (budget.wait() > 0) return false;
    budget.spend();
    await source.invalidate(bad);
    return true;
  }

  /** Makes an attempt with the headers that the adapter writes. */
  function prepare(target: Target, refused?: PlainHeaders): Promise<Attempt> {
    const { apiHeaders, authorize } = provider;
    const { request, url, token } = target;
    const { method, signal } = request;
    return callAdapter(signal, headersFailed, async () => {
      const own = apiHeaders && checkedHeaders(await apiHeaders({ refused: refused && new Headers(refused) }));
      // Otherwise a signer could send a request to a key store for a caller that has left.
      signal?.throwIfAborted();
      const shown = authorize && checkedHeaders(await authorize(token, { method, url }));
      return attemptOf(target, own, shown);
    });
  }

  /** Calls a function of the adapter. What it throws does not get out, because it may quote an API key. */
  async function callAdapter<T>(signal: AbortSignal | undefined, failure: Failure, hook: () => Promise<T>): Promise<T> {
    try {
      return await untilAborted(hook(), signal);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      const summary = failure.summary + errorCode(error);
      throw new GrantError({ ...failure, provider: provider.name, summary });
    }
  }
}

type Failure = Omit<GrantErrorDetails, 'provider'>;

const headersFailed: Failure = {
  code: 'credential_unavailable',
  summary: 'The headers of the API request could not be made',
  hint:
    'Check the function that returns the API key, or `apiHeaders` and `authorize` of the adapter. This attempt was not ' +
    'sent to the API.',
  retryable: true,
};

const replyUnreadable: Failure = {
  code: 'invalid_response',
  summary: 'The adapter could not read a reply of the API',
  hint: 'Check the functions `inspects` and `rejects` of the adapter. The API has answered the request.',
};

/** Where a request goes, and with which token. */
interface Target extends Pick<AuthorizedRequest, 'request' | 'base' | 'url'> {
  readonly token: AccessToken;
}

/** One attempt to send a request to the API. */
interface Attempt extends Target, AuthorizedRequest {
  /** The headers that show the token. */
  readonly shown: PlainHeaders;
}

/** Merges the headers of one attempt: the provider's own, then the caller's, then those that show the token. */
function attemptOf(target: Target, own?: PlainHeaders, shown = bearer(target.token)): Attempt {
  const headers = { ...own, ...target.request.headers, ...shown };
  return { ...target, headers, shown, isOwn: (name) => Object.hasOwn({ ...own, ...shown }, name) };
}

function bearer({ accessToken }: AccessToken): PlainHeaders {
  return { authorization: `Bearer ${accessToken}` };
}

/** The headers that do not show the token, as a text to compare. Those that show it may differ each time. */
function otherHeaders({ headers, shown }: Attempt): string {
  return JSON.stringify(Object.entries(headers).filter(([name]) => !Object.hasOwn(shown, name)));
}

/** `Headers` would send `undefined` as a text. */
function checkedHeaders(made: PlainHeaders = {}): PlainHeaders {
  if (Object.values(made).every((value) => typeof value === 'string')) return plainHeaders(made);
  throw new TypeError('A header must be a string');
}

/** A server that redirects a request may have processed it, so only a read is repeated. */
function isSafeToRepeat({ direct }: FollowedReply, { method }: ApiRequest): boolean {
  return direct || method === 'GET' || method === 'HEAD';
}
