/** What no error, event or scope may repeat. */
export interface Confidential {
  /** Secrets, assertions and tokens. A text that repeats half of one is withheld too. */
  readonly credentials: readonly string[];
  /** Values of other headers and parameters, such as a gateway's key. Only a repetition of a whole value counts. */
  readonly values: readonly string[];
}

/** A request as it was sent. */
export interface SentRequest {
  /** The client's secret; `undefined` or empty if the request carried no secret. */
  readonly secret: string | undefined;
  readonly headers: Headers;
  readonly body: URLSearchParams | undefined;
  /** What the client authentication wrote. All of it is a credential, but for a few plain parameters. */
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
      ...written,
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

/** The value of `Authorization` without its scheme, and the password in it if the scheme is Basic. */
function credentialsOf(authorization: string): readonly string[] {
  const value = authorization.replace(/^\S+ +/, '');
  try {
    const basic = /^Basic +(\S+)$/i.exec(authorization)?.[1];
    return basic === undefined ? [value] : [value, atob(basic).replace(/^[^:]*:/, '')];
  } catch {
    return [value];
  }
}
