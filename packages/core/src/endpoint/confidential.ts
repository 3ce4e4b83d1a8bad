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
  /** What the client authentication wrote. All of it counts as a credential, except plain parameters and short texts. */
  readonly written: readonly string[];
}

/** Everything confidential in a request, and the other credentials that the client knows. */
export function confidentialIn(
  { secret, headers, body, written }: SentRequest,
  known: readonly string[],
): Confidential {
  return {
    credentials: [
      secret ?? '',
      ...credentialsOf(headers.get('authorization') ?? ''),
      // A token that an endpoint is asked about (RFC 7009, RFC 7662).
      body?.get('token') ?? '',
      ...written.flatMap(credentialsOf),
      ...known,
    ],
    values: confidentialTexts(headers, body).filter((value) => value.length >= shortestSecret),
  };
}

/** The values of all headers and parameters but the plain ones. */
export function confidentialTexts(headers: Headers, body: URLSearchParams | undefined): readonly string[] {
  const others = [...(body ?? [])].filter(([name]) => !plainParameters.has(name));
  return [...[...headers].filter(([name]) => !plainHeaders.has(name)), ...others].map(([, value]) => value);
}

/** The shortest text that counts as a secret, in characters. Too many words contain a shorter text. */
export const shortestSecret = 8;

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

/**
 * A written credential without its scheme, and what base64 hides in it, because a server may repeat the decoded text.
 * Of `id:secret`, as in Basic, only the part after the colon is a credential.
 */
function credentialsOf(text: string): readonly string[] {
  const value = text.replace(/^\S+ +/, '');
  const hidden = fromBase64(value).replace(/^[^:]*:/, '');
  return [value, ...(hidden.length >= shortestSecret || isBasic.test(text) ? [hidden] : [])];
}

// Only of Basic a short secret counts. Otherwise any short text could be base64 by chance.
const isBasic = /^Basic /i;

/** The text that is encoded; empty if it is not base64 of a text. */
function fromBase64(encoded: string): string {
  try {
    const bytes = Uint8Array.from(atob(encoded.replaceAll('-', '+').replaceAll('_', '/')), (byte) =>
      byte.charCodeAt(0),
    );
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return '';
  }
}
