/** How an authorized request follows redirects. */
export interface RedirectContext {
  readonly fetch: typeof globalThis.fetch;
  /** The caller's `init`. Members such as undici's `dispatcher` apply to each hop. */
  readonly init: RequestInit | undefined;
  /** Makes the caller's request again; `undefined` if its body can be sent only once. */
  readonly copy: (() => Request) | undefined;
  /** The names of the headers that only the first origin may see. */
  readonly own: readonly string[];
  /** What the caller asked `fetch` to do with a redirect. */
  readonly mode: RequestRedirect;
}

/** A reply, and what happened on the way to it. */
export interface FollowedReply {
  readonly reply: Response;
  /** Whether it answers the request itself, without a redirect. */
  readonly direct: boolean;
  /** Whether every hop was at the first origin, so that only that origin has seen the token. */
  readonly sameOrigin: boolean;
}

const mostRedirects = 20;

/**
 * Follows redirects as `fetch` does, with one difference: at another origin the runtime's `fetch` removes only
 * `authorization`, and this one removes the provider's own headers (an API key) too.
 *
 * @see https://fetch.spec.whatwg.org/#http-redirect-fetch
 */
export async function followRedirects(first: Request, context: RedirectContext): Promise<FollowedReply> {
  const { fetch, init, copy, own, mode } = context;
  const extras = initExtras(init);
  if (mode !== 'follow') {
    const reply = await fetch(new Request(first, { redirect: mode }), extras);
    return { reply, direct: true, sameOrigin: true };
  }
  let request = first;
  let sameOrigin = true;
  for (let hops = 0; hops <= mostRedirects; hops += 1) {
    const { url, method, headers, signal } = request;
    const reply = await fetch(request, extras);
    const location = reply.headers.get('location');
    if (![301, 302, 303, 307, 308].includes(reply.status) || location === null) {
      return { reply, direct: hops === 0, sameOrigin };
    }

    const target = new URL(location, url);
    // As in the standard. A `data:` URL that is passed to `fetch` would be answered with its own content.
    if (!/^https?:$/.test(target.protocol)) throw new TypeError('fetch failed: a redirect to another scheme');
    const becomesGet =
      reply.status === 303 ? method !== 'HEAD' : method === 'POST' && (reply.status === 301 || reply.status === 302);
    const hasBody = first.body !== null && !becomesGet && method !== 'GET' && method !== 'HEAD';
    if (hasBody && copy === undefined) return { reply, direct: hops === 0, sameOrigin };
    if (target.origin !== new URL(url).origin) {
      sameOrigin = false;
      for (const name of [...own, 'cookie', 'proxy-authorization']) headers.delete(name);
    }
    for (const name of becomesGet ? bodyHeaders : []) headers.delete(name);
    reply.body?.cancel().catch(() => {});
    const body = hasBody ? (copy?.().body ?? null) : null;
    request = new Request(target, {
      ...init,
      body: null,
      method: becomesGet ? 'GET' : method,
      headers,
      signal,
      redirect: 'manual',
      ...(body && { body, duplex: 'half' }),
    });
  }
  throw new TypeError(`fetch failed: more than ${mostRedirects} redirects`);
}

/** The members of `init` that a `Request` does not keep, such as undici's `dispatcher`. */
export function initExtras(init: RequestInit | undefined): RequestInit {
  return Object.fromEntries(Object.entries(init ?? {}).filter(([name]) => !(name in Request.prototype)));
}

const bodyHeaders = ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length'];
