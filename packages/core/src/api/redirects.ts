import { discard } from '../platform/body.ts';
import { type ApiRequest, initOf, isStream } from './api-request.ts';

/** How an authorized request is sent. */
export interface RedirectContext {
  readonly fetch: typeof globalThis.fetch;
  readonly body: BodyInit | undefined;
  /** The names of the headers that only URLs below the base may get. */
  readonly own: readonly string[];
  /** Whether a URL may get them. */
  isTrusted(url: string): boolean;
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

/**
 * Sends a request and follows redirects as `fetch` does, with one difference. At another origin the runtime's `fetch`
 * removes only `authorization`. This function also removes the provider's own headers, such as an API key, at
 * every URL that is not below the API's base URL.
 *
 * @see https://fetch.spec.whatwg.org/#http-redirect-fetch
 */
export async function followRedirects(request: ApiRequest, context: RedirectContext): Promise<FollowedReply> {
  const { fetch, own, isTrusted } = context;
  const { redirect } = request;
  const headers = new Headers(request.headers);
  const isRead = () => method === 'GET' || method === 'HEAD';
  let { url, method } = request;
  let { body } = context;
  let trusted = true;
  for (let hops = 0; hops <= mostRedirects; hops += 1) {
    const hop = { ...request, method, headers, redirect: redirect === 'follow' ? 'manual' : redirect } as const;
    const reply = await fetch(url, initOf(hop, body));
    const location = reply.headers.get('location');
    const answer = { reply, direct: hops === 0, trusted };
    if (redirect !== 'follow' || ![301, 302, 303, 307, 308].includes(reply.status) || location === null) return answer;

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
    if (!becomesGet && !isRead() && isStream(body)) return answer;
    if (trusted && !isTrusted(target.href)) trusted = false;
    if (!trusted) for (const name of own) headers.delete(name);
    if (target.origin !== new URL(url).origin) {
      for (const name of ['authorization', 'cookie', 'proxy-authorization']) headers.delete(name);
    }
    if (becomesGet) {
      method = 'GET';
      body = undefined;
      for (const name of bodyHeaders) headers.delete(name);
    }
    discard(reply);
    url = target.href;
  }
  throw new TypeError(`fetch failed: more than ${mostRedirects} redirects`);
}

const bodyHeaders = ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length'];
