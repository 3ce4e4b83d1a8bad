/** A request as the server received it. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query, exactly as they came. */
  readonly url: string;
  /** Names in lower case; a header sent more than once has its values joined by a comma and a space. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text (UTF-8). */
  readonly body: string;
  /** The parameters of a form-encoded body; empty for any other body. */
  readonly parameters: URLSearchParams;
}

/** The path alone, not normalised: `new URL` would resolve its `..` segments. */
export function pathOf(request: Pick<RecordedRequest, 'url'>): string {
  return request.url.split('?', 1).join('');
}

/** RFC 6749 §4.4.2: the body of a token request is form-encoded. */
export function isForm(request: Pick<RecordedRequest, 'headers'>): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type'] ?? '');
}
