import type { AccessToken } from './access-token.ts';
import type { ClientAuth } from './client-auth.ts';
import type { RequestParameters } from './client-options.ts';
import type { GrantErrorCode } from './grant-error.ts';
import type { HeaderSource } from './request-headers.ts';

/**
 * A company's authorization server and API, as an adapter describes them for one client. It consists of plain data, and
 * of small functions for the provider's quirks.
 *
 * @example
 * ```ts
 * import { clientSecretPost, type Provider } from '@grantkit/core';
 *
 * const provider: Provider = {
 *   name: 'acme',
 *   tokenEndpoint: 'https://auth.acme.example/token',
 *   apiBaseUrl: 'https://api.acme.example/v2',
 *   clientAuth: clientSecretPost(),
 * };
 * ```
 */
export interface Provider {
  /** The name in errors and events. */
  readonly name: string;
  /**
   * The authorization server's issuer (RFC 8414 §2). A client assertion can be addressed to it. If a function finds the
   * token endpoint, the cache key contains the issuer in its place. So two servers must not have the same issuer.
   *
   * @default none
   */
  readonly issuer?: string | undefined;
  /**
   * The token endpoint, used exactly as it is written (RFC 6749 §3.2); or a function that finds it. Core calls the
   * function often, also for cache keys, so it must keep its result. If the URL then answers 404, 410 or a redirect, core
   * calls the function once more, with that URL.
   */
  readonly tokenEndpoint: string | ((stale?: string) => Promise<string>);
  /**
   * The base URL of the API, or a function that reads it from the token. `api` and `fetch` need it. With a function, the
   * request of ky's errors has the host `base-url-of-the-token.invalid`; their response has the real URL. @default none
   */
  readonly apiBaseUrl?: string | ((token: AccessToken) => string) | undefined;
  /** How the client authenticates, such as `clientSecretBasic()`. */
  readonly clientAuth: ClientAuth;
  /** The audience of a client assertion (RFC 7523 §3), used exactly as it is written. @default the token endpoint */
  readonly assertionAudience?: string | readonly string[] | undefined;
  /**
   * How the parameters of the token request are written. In JSON every value is a string, and a repeated one is an
   * array of strings. @default 'form'
   */
  readonly requestBody?: 'form' | 'json' | undefined;
  /** Parameters besides the credentials and `scope`. They may name another `grant_type`. @default none */
  readonly parameters?: RequestParameters | undefined;
  /**
   * Headers for the authorization server: an object, or a function that is called each time. The cache key contains
   * the headers of an object, but no headers that a function returns. So a header that selects a tenant must be in an
   * object.
   */
  readonly headers?: HeaderSource | undefined;
  /** The text between two scopes. In the reply a space also separates them. @default a space (RFC 6749 §3.3) */
  readonly scopeSeparator?: string | undefined;
  /**
   * Restates a reply to the token request in the members of RFC 6749 §5.1 and §5.2; `undefined` leaves it as it is. A
   * returned `error` is an error and a returned `access_token` is a token, whatever the status. Leave `expires_in` out
   * for a token that does not expire; it then gets {@link defaultLifetime}. Return the `error` `temporarily_unavailable`
   * for a failure that will pass. What the function throws becomes `invalid_response`, so it must accept every `body`,
   * such as the HTML page of a proxy. If it depends on more than the reply, such as a tenant, that must also be in
   * {@link parameters} or {@link headers}. Otherwise two tenants would share tokens. Core itself reads a description in
   * `message`, `Message`, `detail` and `title`, and a lifetime that is text. @default none
   */
  readonly readReply?: ((reply: TokenEndpointReply) => Readonly<Record<string, unknown>> | undefined) | undefined;
  /**
   * Names of the reply's members to keep as {@link AccessToken.details}. Core ignores a member that is not a string, or
   * has more than 4,096 characters. @default none
   */
  readonly tokenDetails?: readonly string[] | undefined;
  /** A token's lifetime if the server does not say it, in ms. @default 300 000 */
  readonly defaultLifetime?: number | undefined;
  /**
   * Makes the headers that show the token to the API, for each attempt. They win over a header of the request itself,
   * and never go to another origin. @default `Authorization: Bearer` and the token (RFC 6750 §2.1)
   */
  readonly authorize?:
    | ((token: AccessToken, request: { readonly method: string; readonly url: string }) => HeadersOrPromise)
    | undefined;
  /**
   * Makes the other headers of an API request, such as an API key, for each attempt. A header of the request itself
   * wins. `refused` holds the headers of the first attempt if {@link rejects} blamed them. @default none
   */
  readonly apiHeaders?: ((attempt: { readonly refused: Headers | undefined }) => HeadersOrPromise) | undefined;
  /**
   * What a reply of the API rejects: the token, the other headers, or neither. The request is then sent once more with
   * a new token, or with other headers if {@link apiHeaders} makes them. `headers` are those that were sent. `reply` is a
   * copy, without a body if that has more than 64 KiB. After other headers the function also gets the second reply,
   * whatever its status; without a body, unless {@link inspects} asks for it. What the function throws becomes
   * `invalid_response`, so it must accept every body: `reply.json().catch(() => undefined)`.
   *
   * @default `'token'` for a 401 whose `WWW-Authenticate` names no error, or `invalid_token` (RFC 6750 §3.1)
   */
  readonly rejects?:
    | ((reply: Response, sent: { readonly headers: Headers }) => Rejection | Promise<Rejection>)
    | undefined;
  /**
   * Which replies {@link rejects} gets. It replaces the default, so name 401 again if you need it. For any status but
   * 401 and 403, `rejects` does not get an event stream, a body of more than 64 KiB, or a body that takes more than a
   * second.
   *
   * @default 401 and 403
   */
  readonly inspects?: ((reply: { readonly status: number; readonly headers: Headers }) => boolean) | undefined;
  /**
   * What the server's `error` values mean, where they are not those of RFC 6749 or are used in another way. A status,
   * such as `'403'`, is the key for a reply that names no error and is not an HTML page. Whatever a 401 means, core tries
   * the other secret of a pair after it. A 429 or 5xx with an `error` that is not here keeps the meaning of its status.
   * @default none
   */
  readonly errorCodes?: Readonly<Record<string, GrantErrorCode>> | undefined;
  /**
   * What to do about a failure, in this provider's terms. If it is `undefined`, the code's general hint is used. It must
   * not repeat the server's words or the client id, because `explain()` shows it too.
   */
  readonly hint?: ((failure: GrantFailure) => string | undefined) | undefined;
  /**
   * The page that explains the errors for which {@link hint} has a text: its URL, or a heading of Grantkit's own page,
   * such as `#pulsoid`. It becomes {@link GrantError.docs}. @default the heading of the error's code
   */
  readonly errorPage?: `https://${string}` | `#${string}` | undefined;
}

type HeadersOrPromise = Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;

/** What a reply of the API rejects, as {@link Provider.rejects} says it. */
export type Rejection = 'token' | 'headers' | undefined;

/** A reply of the authorization server, as {@link Provider.readReply} gets it. */
export interface TokenEndpointReply {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON, or the text of a body that is not JSON. */
  readonly body: unknown;
  /** When the request was sent, in ms since the epoch. `expires_in` counts from here. */
  readonly now: number;
}

/** What a request to the authorization server is for. An adapter makes all of them except the token request. */
export type RequestPurpose = 'token' | 'introspection' | 'revocation' | 'other';

/** An error reply of the authorization server, as {@link Provider.hint} sees it. */
export interface GrantFailure {
  /** What the request was for. A refused revocation, for example, needs another hint than a refused token. */
  readonly purpose: RequestPurpose;
  /** The URL of the request, without its query. */
  readonly url: string;
  /** What kind of failure it is. */
  readonly code: GrantErrorCode;
  /** The HTTP status of the reply. */
  readonly status: number | undefined;
  /** The server's own `error`, cleaned, capped and without credentials. */
  readonly error: string | undefined;
  /** The server's own description, cleaned, capped and without credentials. */
  readonly description: string | undefined;
  /** Whether the reply was an HTML page. */
  readonly html: boolean;
}
