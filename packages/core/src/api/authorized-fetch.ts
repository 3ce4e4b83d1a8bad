import type { AccessToken } from '../contract/access-token.ts';
import type { Events } from '../contract/events.ts';
import { GrantError, invalidConfig, isGrantError } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';
import { untilAborted } from '../platform/abort.ts';
import { readText } from '../platform/body.ts';
import type { RenewalBudget } from '../platform/budget.ts';
import type { Clock } from '../platform/clock.ts';
import { errorCode } from '../platform/foreign-error.ts';
import type { TokenSourceInside } from '../renewal/token-source.ts';
import type { ApiBase } from './api-base.ts';
import { besideRequest, type FollowedReply, followRedirects, type RedirectContext } from './redirects.ts';

/** What a client's `fetch` is made of. */
export interface AuthorizedFetchContext {
  readonly provider: Provider;
  readonly base: ApiBase | undefined;
  readonly source: TokenSourceInside;
  /** Shared by all scopes of a client. */
  readonly budget: RenewalBudget;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly events: Events;
}

/**
 * `fetch` with the provider's headers and a token, for the origin of its API alone. Any other origin is asked as if
 * the caller had used the plain `fetch`: a presigned storage URL must see none of it.
 *
 * A reply that says the token is bad costs one new token for all who were hit, and each request is sent once more.
 */
export function createAuthorizedFetch(context: AuthorizedFetchContext): typeof globalThis.fetch {
  const { provider, base, source, fetch, clock, events, budget } = context;
  const rejectsToken = provider.rejectsToken ?? saysInvalidToken;

  return async (input, init) => {
    if (base === undefined) {
      throw invalidConfig(provider.name, 'The option `apiBaseUrl` is missing: `api` and `fetch` need it');
    }
    const target = base.resolve(input);
    const request = new Request(target, init);
    // `..` in a path that somebody else has written may lead to another tenant's part of the API.
    if (target !== input && !base.contains(request.url)) {
      throw invalidConfig(provider.name, 'The path leads out of the base URL of the API');
    }
    if (new URL(request.url).origin !== base.origin) return fetch(request, besideRequest(init));

    // Sending uses up a body. A copy is sent, so that the original can be sent again; a stream is not kept for that.
    const copy = init?.body instanceof ReadableStream ? undefined : () => request.clone();
    try {
      const token = await tokenFor(request.signal);
      const headers = await apiHeaders(() => provider.apiHeaders?.(), request.signal);
      const first = await send(copy?.() ?? request, { init, copy, headers, token });

      const repeatable = copy !== undefined && isSafeToRepeat(first, request);
      const instead = await judge(first, { request, headers, token, repeatable }).catch((error: unknown) => {
        dispose(first.reply);
        throw error;
      });
      if (instead === undefined || !repeatable) return first.reply;
      dispose(first.reply);
      events.emit({ type: 'replayed', status: first.reply.status });
      return (await send(copy(), { init, copy, ...instead })).reply;
    } finally {
      if (copy !== undefined) dispose(request);
    }
  };

  /** What to send in place of what the API refused: another key, another token; `undefined` where neither is at fault. */
  async function judge({ reply, sameOrigin }: FollowedReply, sent: Sent): Promise<Credentials | undefined> {
    // Somebody else's refusal says nothing of credentials that were not shown there.
    if (!sameOrigin || (reply.status !== 401 && reply.status !== 403)) return undefined;
    const { request, headers, token, repeatable } = sent;
    const copy = await boundedCopy(reply, clock, request.signal);
    const other = await otherApiHeaders(copy.clone(), merge(headers, request.headers), request.signal);
    if (other !== undefined) return { headers: other, token };
    if (!(await rejectsToken(copy)) || !(await giveUp(token)) || !repeatable) return undefined;
    const renewed = await tokenFor(request.signal);
    return renewed.accessToken === token.accessToken ? undefined : { headers, token: renewed };
  }

  async function tokenFor(signal: AbortSignal): Promise<AccessToken> {
    try {
      return await source.token({ signal });
    } catch (error) {
      // `fetch` rejects with the reason that its caller gave.
      if (signal.aborted && isGrantError(error) && error.code === 'aborted') throw signal.reason;
      throw error;
    }
  }

  /** Gives up a rejected token, if nobody has done so before; it is kept when too many have been rejected. */
  async function giveUp(bad: AccessToken): Promise<boolean> {
    if (!source.holds(bad.accessToken)) return true;
    if (!budget.take()) return false;
    await source.invalidate(bad);
    return true;
  }

  async function otherApiHeaders(reply: Response, sent: Headers, signal: AbortSignal): Promise<Headers | undefined> {
    const { otherApiHeaders: ask } = provider;
    const other = ask && (await apiHeaders(() => ask(reply, sent), signal));
    return other && [...other].length > 0 ? other : undefined;
  }

  async function send(
    request: Request,
    { init, copy, headers: ours, token }: Credentials & Pick<RedirectContext, 'init' | 'copy'>,
  ): Promise<FollowedReply> {
    const headers = merge(ours, request.headers);
    headers.set('authorization', `Bearer ${token.accessToken}`);
    return followRedirects(new Request(request, { headers, redirect: 'manual' }), {
      fetch,
      init,
      copy,
      own: [...ours.keys(), 'authorization'],
      mode: request.redirect,
    });
  }

  async function apiHeaders(
    make: () => MaybePromise<Record<string, string> | undefined>,
    signal: AbortSignal,
  ): Promise<Headers> {
    try {
      return new Headers(await untilAborted((async () => make())(), signal));
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      // The error of `Headers` quotes the value that it refuses, which may be an API key.
      throw new GrantError({
        code: 'credential_unavailable',
        provider: provider.name,
        summary: `The headers of the API request could not be made${errorCode(error)}`,
        hint: 'Look at the function that gives the API key: nothing was sent to the API.',
        retryable: true,
      });
    }
  }
}

interface Credentials {
  readonly headers: Headers;
  readonly token: AccessToken;
}

interface Sent extends Credentials {
  readonly request: Request;
  readonly repeatable: boolean;
}

type MaybePromise<T> = T | Promise<T>;

/** The provider's headers, and over them the caller's own. */
function merge(ours: Headers, callers: Headers): Headers {
  const headers = new Headers(ours);
  for (const [name, value] of callers) headers.set(name, value);
  return headers;
}

/** A request that was redirected has been accepted by somebody: only a read is asked again. */
function isSafeToRepeat({ direct }: FollowedReply, { method }: Request): boolean {
  return direct || method === 'GET' || method === 'HEAD';
}

const longestExcerpt = 65_536;
const patience = 1_000;

/** The beginning of a reply, for a look that must neither wait for all of it nor use it up. */
async function boundedCopy(reply: Response, clock: Clock, signal: AbortSignal): Promise<Response> {
  const { status, headers } = reply;
  const enough = new AbortController();
  const cancel = clock.after(patience, () => enough.abort());
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

/** A quoted value is read whole: what looks like a parameter inside it is none. */
const challengeParameter = /(?<![\w-])([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;

/** Lets go of a body that nobody will read; its connection, and a copy's buffer, are freed. */
function dispose({ body }: Request | Response): void {
  body?.cancel().catch(() => {});
}
