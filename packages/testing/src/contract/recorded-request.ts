/** A request as the server received it. */
export interface RecordedRequest {
  /** The HTTP method, in upper case. */
  readonly method: string;
  /** The path and query, exactly as the client sent them. */
  readonly url: string;
  /** The request headers, with names in lower case; the values of a repeated header are joined by `', '`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, decoded as UTF-8; `''` for a request without a body. */
  readonly body: string;
  /** The parameters of a form, or the members of a JSON object that are strings or lists of strings; otherwise empty. */
  readonly parameters: URLSearchParams;
}

/** Returns the path without the query. `new URL` would resolve `..` segments, and a test must see what was sent. */
export function pathOf(request: Pick<RecordedRequest, 'url'>): string {
  return request.url.split('?', 1).join('');
}

/** Whether the body says that it is JSON (RFC 8259). */
export function isJson(request: Pick<RecordedRequest, 'headers'>): boolean {
  return /^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '');
}

/** Whether the body is form-encoded, as RFC 6749 §4.4.2 requires of a token request. */
export function isForm(request: Pick<RecordedRequest, 'headers'>): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type'] ?? '');
}
