/** How an authorized request follows redirects. */
export interface RedirectContext {
  readonly fetch: typeof globalThis.fetch;
  /** Makes the caller's request anew, where its body can be sent again. */
  readonly copy: (() => Request) | undefined;
  /** The headers that are ours: for the first origin only. */
  readonly own: readonly string[];
  /** What the caller wants done with a redirect. */
  readonly mode: RequestRedirect;
}

const mostRedirects = 20;

/**
 * Follows redirects as `fetch` does, but for one thing: the runtime's `fetch` takes `authorization` away from another
 * origin and leaves an API key there.
 *
 * @see https://fetch.spec.whatwg.org/#http-redirect-fetch
 */
export async function followRedirects(first: Request, { fetch, copy, own, mode }: RedirectContext): Promise<Response> {
  if (mode !== 'follow') return fetch(new Request(first, { redirect: mode }));
  let request = first;
  for (let hops = 0; hops <= mostRedirects; hops += 1) {
    const { url, method, headers, signal } = request;
    const reply = await fetch(request);
    const location = reply.headers.get('location');
    if (![301, 302, 303, 307, 308].includes(reply.status) || location === null) return reply;

    const target = new URL(location, url);
    // As the standard has it; handed a `data:` URL itself, `fetch` would answer with what the URL says.
    if (!/^https?:$/.test(target.protocol)) throw new TypeError('fetch failed: a redirect to another scheme');
    const becomesGet =
      reply.status === 303 ? method !== 'HEAD' : method === 'POST' && (reply.status === 301 || reply.status === 302);
    const hasBody = first.body !== null && !becomesGet && method !== 'GET' && method !== 'HEAD';
    if (hasBody && copy === undefined) return reply;
    for (const name of target.origin === new URL(url).origin ? [] : [...own, 'cookie', 'proxy-authorization']) {
      headers.delete(name);
    }
    for (const name of becomesGet ? bodyHeaders : []) headers.delete(name);
    reply.body?.cancel().catch(() => {});
    const body = hasBody ? (copy?.().body ?? null) : null;
    request = new Request(target, {
      method: becomesGet ? 'GET' : method,
      headers,
      signal,
      redirect: 'manual',
      ...(body && { body, duplex: 'half' }),
    });
  }
  throw new TypeError(`fetch failed: more than ${mostRedirects} redirects`);
}

const bodyHeaders = ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length'];
