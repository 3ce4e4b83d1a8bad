import { untilAborted } from '../platform/abort.ts';

/**
 * A request to an API as a URL and plain parts. The `fetch` of another package (undici, node-fetch) does not know the
 * runtime's own `Request`.
 */
export interface ApiRequest {
  /** The URL as the caller gave it. */
  readonly url: string;
  readonly method: string;
  readonly headers: PlainHeaders;
  readonly signal: AbortSignal | undefined;
  /** What the caller asked `fetch` to do with a redirect. */
  readonly redirect: RequestRedirect;
  /** The other members of the caller's `init`, such as undici's `dispatcher`. */
  readonly extras: RequestInit;
  /** Reads the body, as the caller gave it. Call it last, because Node can crash if a body is read and not sent. */
  body(): ApiBody | Promise<ApiBody>;
}

export type ApiBody = BodyInit | undefined;

/** Headers with names in lower case. A `Headers` at each step of a call would cost more than the rest of the call. */
export type PlainHeaders = Readonly<Record<string, string>>;

/** Headers as a plain object. `Headers` checks them again, because a class that extends it may skip that check. */
export function plainHeaders(headers: RequestInit['headers'] | undefined): PlainHeaders {
  if (headers === undefined) return {};
  return Object.fromEntries(headers.constructor === Headers ? headers : new Headers(headers));
}

interface ApiInit extends RequestInit {
  /** A form that {@link takeForm} took out of ky's options. */
  readonly grantkitForm?: FormData;
}

/** Splits the arguments of `fetch` into plain parts. */
export function readApiRequest(input: string | URL | Request, given?: ApiInit | null): ApiRequest {
  const request = typeof input === 'object' && 'url' in input ? input : undefined;
  const { method, headers, signal, redirect, body, grantkitForm, ...extras } = given ?? {};
  const abort = (signal === undefined ? request?.signal : signal) ?? undefined;
  return {
    url: request?.url ?? String(input),
    method: (method ?? request?.method ?? 'GET').toUpperCase(),
    headers: plainHeaders(headers ?? request?.headers),
    signal: abort,
    redirect: redirect ?? request?.redirect ?? 'follow',
    extras: request ? { ...ownMembers(request), ...extras } : extras,
    body() {
      // A hook of ky may have put another request in place of the one whose form was taken.
      const own = request?.body ? body : (grantkitForm ?? body);
      if (own !== undefined) return own ?? undefined;
      // As bytes. A stream would be sent without a length, which some servers refuse with 411.
      return request?.body ? untilAborted(request.arrayBuffer(), abort) : undefined;
    },
  };
}

/** The second argument of `fetch` for a request: a plain object of plain parts. */
export function initOf({ method, headers, signal, redirect, extras }: ApiRequest, body: ApiBody): RequestInit {
  // A copy of the headers, because the user's `fetch` may add others to it.
  const init: RequestInit = { ...extras, method, headers: { ...headers }, redirect };
  if (signal !== undefined) init.signal = signal;
  if (body !== undefined) init.body = body;
  return isStream(body) ? Object.assign(init, { duplex: 'half' }) : init;
}

/** Whether a body can be sent only once. */
export function isStream(body: ApiBody): boolean {
  return typeof body === 'object' && (body instanceof ReadableStream || Symbol.asyncIterator in body);
}

/** Other members of a `Request`. A member that has its default is left out, because a runtime may not know it. */
function ownMembers({ cache, credentials, integrity, keepalive, referrerPolicy }: Partial<Request>): RequestInit {
  return {
    ...(cache && cache !== 'default' && { cache }),
    ...(credentials && credentials !== 'same-origin' && { credentials }),
    ...(integrity && { integrity }),
    ...(keepalive && { keepalive }),
    ...(referrerPolicy && { referrerPolicy }),
  };
}

/**
 * A hook of ky that takes a form out of ky's options, so that ky does not make a `Request` of it. In Node 24 and 26
 * such a `Request` reads a form with a file at once. If ky then cancels it, because there is no token, an unhandled
 * rejection ends the process.
 */
export function takeForm(fetch: unknown): (options: { body?: unknown; fetch?: unknown }) => void {
  return (options) => {
    // Another `fetch`, as of `api.extend`, would not find the form again.
    if (options.fetch !== fetch || Object.prototype.toString.call(options.body) !== '[object FormData]') return;
    Object.assign(options, { grantkitForm: options.body });
    delete options.body;
  };
}
