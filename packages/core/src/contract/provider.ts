import type { ClientAuth } from './client-auth.ts';
import type { GrantErrorCode } from './grant-error.ts';

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
  /** The token endpoint, used exactly as it is written (RFC 6749 §3.2); or a function that finds it and keeps it. */
  readonly tokenEndpoint: string | (() => Promise<string>);
  /** The base URL of the provider's API. Requests with `api` and `fetch` need it. @default none */
  readonly apiBaseUrl?: string | undefined;
  /** How the client authenticates, such as `clientSecretBasic()`. */
  readonly clientAuth: ClientAuth;
  /** The audience of a client assertion (RFC 7523 §3), used exactly as it is written. @default the token endpoint */
  readonly assertionAudience?: string | readonly string[] | undefined;
  /** Form parameters besides `grant_type`, the credentials and `scope`. They follow `grant_type`. @default none */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** Headers for the authorization server: an object (part of the cache key), or a function, called each time. */
  readonly headers?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>) | undefined;
  /** The text between two scopes. @default a space (RFC 6749 §3.3) */
  readonly scopeSeparator?: string | undefined;
  /** A token's lifetime if the server does not say it, in ms. @default 300 000 */
  readonly defaultLifetime?: number | undefined;
  /** Makes the headers of an API request besides `authorization`. A header of the request itself wins. @default none */
  readonly apiHeaders?: (() => Record<string, string> | Promise<Record<string, string>>) | undefined;
  /**
   * Makes other headers to try once after a 401 or 403, for an API key that is being rotated. It gets the first 64 KiB
   * of the reply's body. Then it gets the second reply too, to learn whether the API accepted the other headers. That
   * reply has no body, unless it is a 401 or 403. @default none
   */
  readonly otherApiHeaders?:
    | ((reply: Response, headers: Headers, repeatable: boolean) => Promise<Record<string, string> | undefined>)
    | undefined;
  /**
   * Whether a reply of the API with 401 or 403 rejects the token, so that a new token can help. It gets the first 64
   * KiB of the reply's body.
   *
   * @default a 401 whose `WWW-Authenticate` names no error, or `invalid_token` (RFC 6750 §3.1)
   */
  readonly rejectsToken?: ((reply: Response) => boolean | Promise<boolean>) | undefined;
  /**
   * What the server's own `error` values mean, if RFC 6749 does not define them. A status, such as `'403'`, is the
   * key for a reply that names no error. @default none
   */
  readonly errorCodes?: Readonly<Record<string, GrantErrorCode>> | undefined;
  /** What to do about a failure, in this provider's terms. If it is `undefined`, the code's general hint is used. */
  readonly hint?: ((failure: GrantFailure) => string | undefined) | undefined;
}

/** An error reply of the authorization server, as {@link Provider.hint} sees it. */
export interface GrantFailure {
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
