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
}

/** Everything confidential in a request, and the other credentials that the client knows. */
export function confidentialIn({ secret, headers, body }: SentRequest, known: readonly string[]): Confidential {
  const parameters = [...(body ?? [])];
  const isCredential = (name: string) => credentialParameters.has(name);
  return {
    credentials: [
      secret ?? '',
      ...credentialsOf(headers.get('authorization') ?? ''),
      ...parameters.flatMap(([name, value]) => (isCredential(name) ? [value] : [])),
      ...known,
    ],
    values: [
      ...[...headers].flatMap(([name, value]) => (plainHeaders.has(name) ? [] : [value])),
      ...parameters.flatMap(([name, value]) => (plainParameters.has(name) || isCredential(name) ? [] : [value])),
    ].filter((value) => value.length >= shortestSecret),
  };
}

/** The shortest text that counts as a secret, in characters. Too many words contain a shorter text. */
export const shortestSecret = 8;

/** Parameters that hold a credential, or a token that an endpoint is asked about (RFC 7009, RFC 7662). */
const credentialParameters = new Set(['client_secret', 'client_assertion', 'token']);

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
