/** What no error, event or scope may repeat. */
export interface Confidential {
  /** Secrets, assertions and tokens. A text that repeats half of one is withheld too. */
  readonly credentials: readonly string[];
  /** Values of other headers and parameters, such as a gateway's key. Only a repetition of a whole value counts. */
  readonly values: readonly string[];
}

/** A request as it was sent. */
export interface SentRequest {
  /** The client's secret; empty if the method uses none, `undefined` if the request does not authenticate the client. */
  readonly secret: string | undefined;
  readonly headers: Headers;
  readonly body: URLSearchParams | undefined;
  /** The client's id, which is not a credential wherever it is; `undefined` if the request does not show it. */
  readonly clientId: string | undefined;
  /** What the client authentication wrote, except plain parameters. */
  readonly written: readonly string[];
}

/** Everything confidential in a request, and the other credentials that the client knows. */
export function confidentialIn(
  { secret, headers, body, clientId, written }: SentRequest,
  known: readonly string[],
): Confidential {
  return {
    // Without repetitions, because the search makes many spellings of each.
    credentials: [
      ...new Set([
        secret ?? '',
        ...credentialsOf(headers.get('authorization') ?? ''),
        // A token that an endpoint is asked about (RFC 7009, RFC 7662).
        body?.get('token') ?? '',
        ...written.filter(({ length }) => length >= shortestWritten).flatMap((text) => [text, ...hiddenIn(text)]),
        ...known,
      ]),
    ],
    values: confidentialTexts(headers, body, clientId).filter((value) => value.length >= shortestSecret),
  };
}

/** The values of all headers and parameters, except plain ones and the client's id. */
export function confidentialTexts(
  headers: Headers,
  body: URLSearchParams | undefined,
  clientId: string | undefined,
): readonly string[] {
  const others = [...(body ?? [])].filter(([name]) => !plainParameters.has(name));
  const texts = [...[...headers].filter(([name]) => !plainHeaders.has(name)), ...others].map(([, value]) => value);
  return texts.filter((text) => text !== clientId);
}

/** The shortest text that counts as a secret, in characters. Too many words contain a shorter text. */
export const shortestSecret = 8;

/** The shortest text of a client authentication that counts. A shorter one, such as a version, is in many words. */
const shortestWritten = 4;

const plainHeaders = new Set(['accept', 'content-type', 'authorization']);
const plainParameters = new Set([
  'grant_type',
  'client_id',
  'client_assertion_type',
  'scope',
  'audience',
  'resource',
  'token_type_hint',
]);

/** The value of `Authorization` without its scheme, and what base64 hides in it. */
function credentialsOf(authorization: string): readonly string[] {
  const value = authorization.replace(/^\S+ +/, '');
  return [value, ...hiddenIn(value, /^Basic /i.test(authorization) ? 1 : shortestSecret)];
}

/**
 * What base64 hides in a text or after its first word, because a server may repeat the decoded text. Of `id:secret`, as in
 * Basic, only the part after the colon is a credential. A short one does not count, because any text could be base64.
 */
function hiddenIn(text: string, shortest = shortestSecret): readonly string[] {
  return [text, text.replace(/^\S+ +/, '')]
    .flatMap(fromBase64)
    .map((hidden) => hidden.replace(/^[^:]*:/, ''))
    .filter((hidden) => hidden.length >= shortest);
}

/** The encoded text, read as UTF-8 and as Latin-1; empty if it is not base64. */
function fromBase64(encoded: string): readonly string[] {
  try {
    const latin1 = atob(encoded.replaceAll('-', '+').replaceAll('_', '/'));
    return [latin1, new TextDecoder().decode(Uint8Array.from(latin1, (byte) => byte.charCodeAt(0)))];
  } catch {
    return [];
  }
}
