import type { AccessToken } from './access-token.ts';
import type { ApiBase } from './api-base.ts';
import { invalidConfig } from './client-options.ts';
import type { Clock } from './clock.ts';
import type { Events } from './events.ts';
import { errorCode } from './foreign-error.ts';
import { GrantError, isGrantError } from './grant-error.ts';
import type { Provider } from './provider.ts';
import { followRedirects } from './redirects.ts';
import { createRenewalBudget } from './renewal-budget.ts';
import type { TokenSource } from './token-source.ts';

/** What a client's `fetch` is made of. */
export interface AuthorizedFetchContext {
  readonly provider: Provider;
  readonly base: ApiBase | undefined;
  readonly source: TokenSource;
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
  const { provider, base, source, fetch, clock, events } = context;
  const rejectsToken = provider.rejectsToken ?? saysInvalidToken;
  const budget = createRenewalBudget(clock);
  let lastRejected: string | undefined;

  return async (input, init) => {
    if (base === undefined)
      throw invalidConfig(provider.name, 'The option `apiBaseUrl` is missing: `api` and `fetch` need it');
    const request = new Request(base.resolve(input), init);
    if (new URL(request.url).origin !== base.origin) return fetch(request);

    // Sending uses up a body. A copy is sent, so that the original can be sent again; a stream is not kept for that.
    const replayable = !(init?.body instanceof ReadableStream);
    const copy = replayable ? () => request.clone() : undefined;
    const sendAgain = (instead: Response, headers: Headers, token: AccessToken) => {
      dispose(instead);
      events.emit({ type: 'replayed', status: instead.status });
      return send(copy?.() ?? request, { copy, headers, token });
    };
    try {
      const token = await tokenFor(request.signal);
      let headers = await apiHeaders(() => provider.apiHeaders?.());
      let reply = await send(copy?.() ?? request, { copy, headers, token });

      const other = reply.ok ? undefined : await otherApiHeaders(reply, merge(headers, request.headers));
      if (other !== undefined && copy !== undefined) {
        headers = other;
        reply = await sendAgain(reply, headers, token);
      }
      if (reply.ok || !(await look(reply, rejectsToken)) || !(await giveUp(token)) || copy === undefined) return reply;
      const renewed = await tokenFor(request.signal).catch((error: unknown) => {
        dispose(reply);
        throw error;
      });
      return renewed.accessToken === token.accessToken ? reply : await sendAgain(reply, headers, renewed);
    } finally {
      if (replayable) dispose(request);
    }
  };

  async function tokenFor(signal: AbortSignal): Promise<AccessToken> {
    try {
      return await source.token({ signal });
    } catch (error) {
      // `fetch` rejects with the reason that its caller gave.
      if (signal.aborted && isGrantError(error) && error.code === 'aborted') throw signal.reason;
      throw error;
    }
  }

  /** Gives up a rejected token, the first time; it is kept when too many have been rejected. */
  async function giveUp(bad: AccessToken): Promise<boolean> {
    if (bad.accessToken === lastRejected) return true;
    if (!budget.take()) return false;
    lastRejected = bad.accessToken;
    await source.invalidate(bad);
    return true;
  }

  async function otherApiHeaders(reply: Response, sent: Headers): Promise<Headers | undefined> {
    const { otherApiHeaders: ask } = provider;
    const other = ask && (await look(reply, (copy) => apiHeaders(() => ask(copy, sent))));
    return other && [...other].length > 0 ? other : undefined;
  }

  async function send(
    request: Request,
    { copy, headers: ours, token }: { copy: (() => Request) | undefined; headers: Headers; token: AccessToken },
  ): Promise<Response> {
    const headers = merge(ours, request.headers);
    headers.set('authorization', `Bearer ${token.accessToken}`);
    return followRedirects(new Request(request, { headers, redirect: 'manual' }), {
      fetch,
      copy,
      own: [...ours.keys(), 'authorization'],
      mode: request.redirect,
    });
  }

  async function apiHeaders(make: () => MaybePromise<Record<string, string> | undefined>): Promise<Headers> {
    try {
      return new Headers(await make());
    } catch (error) {
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

/** The provider's headers, and over them the caller's own. */
function merge(ours: Headers, callers: Headers): Headers {
  const headers = new Headers(ours);
  for (const [name, value] of callers) headers.set(name, value);
  return headers;
}

type MaybePromise<T> = T | Promise<T>;

/** Looks at a copy of a reply, and leaves none of it unread: that would hold on to the reply's connection. */
async function look<T>(reply: Response, read: (copy: Response) => MaybePromise<T>): Promise<T> {
  const copy = reply.clone();
  try {
    return await read(copy);
  } finally {
    dispose(copy);
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1 */
function saysInvalidToken({ status, headers }: Response): boolean {
  const error = /\berror="?([a-z_]+)/i.exec(headers.get('www-authenticate') ?? '')?.[1];
  return status === 401 && (error === undefined || error === 'invalid_token');
}

/** Lets go of a body that nobody will read; its connection, and a copy's buffer, are freed. */
function dispose({ body }: Request | Response): void {
  body?.cancel().catch(() => {});
}
