import { discard } from '../platform/body.ts';
import type { ApiBase } from './api-base.ts';
import { type ApiBody, type ApiRequest, initOf, isStream, type PlainHeaders } from './api-request.ts';

/** A request on its way to the API, with the headers of the client. */
export interface AuthorizedRequest {
  readonly request: ApiRequest;
  readonly base: ApiBase;
  readonly url: string;
  readonly headers: PlainHeaders;
  /** Whether only URLs below the base may get a header. */
  isOwn(name: string): boolean;
}

/** A reply, and what happened on the way to it. */
export interface FollowedReply {
  readonly reply: Response;
  /** Whether it answers the request itself, without a redirect. */
  readonly direct: boolean;
  /** Whether every hop was below the API's base URL, so that no other server has seen the token. */
  readonly trusted: boolean;
}

const mostRedirects = 20;

/** Sends a request once. If the caller wants redirects to be followed, {@link followRedirects} must get the reply. */
export function sendOnce(
  { request, url, headers }: Pick<AuthorizedRequest, 'request' | 'url' | 'headers'>,
  fetch: typeof globalThis.fetch,
  body: ApiBody,
): Promise<Response> {
  const redirect = request.redirect === 'follow' ? 'manual' : request.redirect;
  return fetch(url, initOf({ ...request, headers, redirect }, body));
}

/**
 * Follows redirects as `fetch` does, with one difference. At another origin the runtime's `fetch` removes only
 * `authorization`. This function also removes the provider's own headers, such as an API key, at every URL that is not
 * below the API's base URL.
 *
 * @see https://fetch.spec.whatwg.org/#http-redirect-fetch
 */
export async function followRedirects(
  authorized: AuthorizedRequest,
  firstReply: Response,
  fetch: typeof globalThis.fetch,
  content: ApiBody,
): Promise<FollowedReply> {
  const { base, isOwn } = authorized;
  let { request, url, headers } = authorized;
  let body = content;
  let reply = firstReply;
  let trusted = true;
  for (let hops = 0; ; hops += 1) {
    const { method } = request;
    const answer = { reply, direct: hops === 0, trusted };
    const location = isRedirect(reply.status) && request.redirect === 'follow' ? reply.headers.get('location') : null;
    if (location === null) return answer;

    // The message names no URL: an API may put a token into it.
    if (!URL.canParse(location, url)) throw new TypeError('fetch failed: a redirect to a URL that cannot be parsed');
    const target = new URL(location, url);
    // An API may put a token there, and the runtime's own error would show it.
    if (target.username !== '' || target.password !== '') {
      throw new TypeError('fetch failed: a redirect to a URL with a user or a password');
    }
    // As in the standard. A `data:` URL that is passed to `fetch` would be answered with its own content.
    if (!/^https?:$/.test(target.protocol)) throw new TypeError('fetch failed: a redirect to another scheme');
    const becomesGet =
      reply.status === 303 ? method !== 'HEAD' : method === 'POST' && (reply.status === 301 || reply.status === 302);
    if (!becomesGet && method !== 'GET' && method !== 'HEAD' && isStream(body)) return answer;
    if (trusted && !base.contains(target.href)) trusted = false;
    if (!trusted) headers = without(headers, isOwn);
    if (target.origin !== new URL(url).origin) headers = without(headers, (name) => credentialHeaders.includes(name));
    if (becomesGet) {
      request = { ...request, method: 'GET' };
      body = undefined;
      headers = without(headers, (name) => bodyHeaders.includes(name));
    }
    discard(reply);
    if (hops === mostRedirects) throw new TypeError(`fetch failed: more than ${mostRedirects} redirects`);
    url = target.href;
    reply = await sendOnce({ request, url, headers }, fetch, body);
  }
}

const credentialHeaders = ['authorization', 'cookie', 'proxy-authorization'];
const bodyHeaders = ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length'];

function without(headers: PlainHeaders, isLeftOut: (name: string) => boolean): PlainHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isLeftOut(name)));
}

/** Whether a status can be that of a redirect that `fetch` follows. */
export function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}
