import type { ClientAuth } from './client-auth.ts';
import type { GrantErrorCode } from './grant-error.ts';

/**
 * A company's authorization server and API, as an adapter describes them for one client: plain data, and small
 * functions for what is peculiar to it.
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
  /** Where the grant is made, taken to the letter (RFC 6749 §3.2); or a function that finds it out, and keeps it. */
  readonly tokenEndpoint: string | (() => Promise<string>);
  /** Below which the provider's API lives: `api` and `fetch` need it. */
  readonly apiBaseUrl?: string | undefined;
  readonly clientAuth: ClientAuth;
  /** Whom a client assertion is for (RFC 7523 §3), to the letter. @default the token endpoint */
  readonly assertionAudience?: string | readonly string[] | undefined;
  /** Form parameters beyond `grant_type`, the credentials and `scope`; sent right after `grant_type`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** Headers of requests to the authorization server, part of the cache key; or a function that makes them for each. */
  readonly headers?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>) | undefined;
  /** Between two scopes. @default a space (RFC 6749 §3.3) */
  readonly scopeSeparator?: string | undefined;
  /** A token's life where the server does not say it: ms. @default 300 000 */
  readonly defaultLifetime?: number | undefined;
  /** Headers of API requests besides `authorization`, made anew for each; a request's own headers win. */
  readonly apiHeaders?: (() => Record<string, string> | Promise<Record<string, string>>) | undefined;
  /**
   * Other headers to try once in place of those that a reply with 401 or 403 refuses: for an API key that is being
   * rotated. It is shown the first 64 KiB of the reply's body.
   */
  readonly otherApiHeaders?:
    | ((reply: Response, headers: Headers) => Promise<Record<string, string> | undefined>)
    | undefined;
  /**
   * Whether a reply with 401 or 403 says that the token itself is bad, so that a new one can help. It is shown the first
   * 64 KiB of the reply's body.
   *
   * @default 401 with a `WWW-Authenticate` that does not name another error than `invalid_token` (RFC 6750 §3.1)
   */
  readonly rejectsToken?: ((reply: Response) => boolean | Promise<boolean>) | undefined;
  /** What the server's own `error` words mean, where they are not RFC 6749's. */
  readonly errorCodes?: Readonly<Record<string, GrantErrorCode>> | undefined;
  /** What to do about a failure, in this provider's terms; `undefined` leaves it to the general hint of its code. */
  readonly hint?: ((failure: GrantFailure) => string | undefined) | undefined;
}

/** A failed token request, as {@link Provider.hint} sees it. */
export interface GrantFailure {
  readonly code: GrantErrorCode;
  readonly status: number | undefined;
  /** The server's own words, cleaned. */
  readonly error: string | undefined;
  readonly description: string | undefined;
  /** Whether a page for people came back in place of a reply. */
  readonly html: boolean;
}
