/** How an authorized request follows redirects. */
export interface RedirectContext {
  readonly fetch: typeof globalThis.fetch;
  /** What the caller gave beside the request, such as undici's `dispatcher`: it goes for each hop. */
  readonly init: RequestInit | undefined;
  /** Makes the caller's request anew, where its body can be sent again. */
  readonly copy: (() => Request) | undefined;
  /** The headers that are ours: for the first origin only. */
  readonly own: readonly string[];
  /** What the caller wants done with a redirect. */
  readonly mode: RequestRedirect;
}

/** A reply, and the way to it. */
export interface FollowedReply {
  readonly reply: Response;
  /** Whether it is the answer to the request itself, and not to what it redirected to. */
  readonly direct: boolean;
  /** Whether everybody on the way was of the first origin: nobody else has been shown the token. */
  readonly sameOrigin: boolean;
}

const mostRedirects = 20;

/**
 * Follows redirects as `fetch` does, but for one thing: the runtime's `fetch` takes `authorization` away from another
 * origin and leaves an API key there.
 *
 * @see https://fetch.spec.whatwg.org/#http-redirect-fetch
 */
export async function followRedirects(first: Request, context: RedirectContext): Promise<FollowedReply> {
  const { fetch, init, copy, own, mode } = context;
  const beside = besideRequest(init);
  if (mode !== 'follow') {
    const reply = await fetch(new Request(first, { redirect: mode }), beside);
    return { reply, direct: true, sameOrigin: true };
  }
  let request = first;
  let sameOrigin = true;
  for (let hops = 0; hops <= mostRedirects; hops += 1) {
    const { url, method, headers, signal } = request;
    const reply = await fetch(request, beside);
    const location = reply.headers.get('location');
    if (![301, 302, 303, 307, 308].includes(reply.status) || location === null) {
      return { reply, direct: hops === 0, sameOrigin };
    }

    const target = new URL(location, url);
    // As the standard has it; handed a `data:` URL itself, `fetch` would answer with what the URL says.
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

/** What only `fetch` itself understands, such as undici's `dispatcher`: a clone of a `Request` has lost it. */
export function besideRequest(init: RequestInit | undefined): RequestInit {
  return Object.fromEntries(Object.entries(init ?? {}).filter(([name]) => !(name in Request.prototype)));
}

const bodyHeaders = ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length'];
