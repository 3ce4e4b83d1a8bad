/**
 * How a client authenticates at the authorization server. The method is configured, never guessed.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3
 */
export interface ClientAuth {
  /** The registered name of the method, such as `client_secret_basic`. It is part of the cache key. */
  readonly method: string;
  /** Whether the method needs the client's secret. An API key can be that secret, and is then rotated like one. */
  readonly usesClientSecret: boolean;
  /**
   * Identifies a credential that is not the client's secret, such as a key by its thumbprint. Two credentials must
   * never have the same fingerprint, because it is part of the cache key. A method that uses no secret and has no
   * fingerprint, or an empty one, shares no tokens. Core calls it often, so it must keep its result.
   */
  fingerprint?(): string | Promise<string>;
  /**
   * Names the credential to which tokens are bound, such as a certificate (RFC 8705 §3), if it can be replaced while the
   * client is in use. When the name changes, core stops using the old tokens and requests a new one. The function returns
   * `undefined` while the credential is not known. Core calls it at each `token()`, so it must be fast and synchronous. If
   * it throws, core ignores the error, and the token stays in use.
   */
  tokenBinding?(): string | undefined;
  /**
   * Why this method cannot send the client's id, as a sentence without a full stop; `undefined` if it can. Core asks
   * when the client is made, and throws the sentence as `invalid_config`.
   */
  refuses?(clientId: string): string | undefined;
  /**
   * What to do if the server answers `invalid_client`, as sentences. It replaces the provider's own hint, which speaks of
   * the client's secret or key. Set it for a credential that somebody else made.
   *
   * @default none
   */
  readonly refusedHint?: string | undefined;
  /** Writes the credentials into a request. Core calls it for every attempt, because an assertion is for one use. */
  authenticate(draft: ClientRequestDraft): void | Promise<void>;
}

/** A request to the token endpoint or to another endpoint, before its credentials are written and it is sent. */
export interface ClientRequestDraft {
  /** The client's id. */
  readonly clientId: string;
  /** The secret of this attempt; `undefined` if the method uses no secret. */
  readonly clientSecret: string | undefined;
  /** The URL of the endpoint that gets the request. */
  readonly endpoint: string;
  /** The audience of a client assertion (RFC 7523 §3): the token endpoint, unless the adapter names another one. */
  readonly audience: string | readonly string[];
  /** The authorization server's issuer; `undefined` if the adapter does not name it. */
  readonly issuer: string | undefined;
  /** The wall clock, in ms since the epoch. */
  readonly now: number;
  /** The request's headers, to be changed in place. */
  readonly headers: Headers;
  /**
   * The request's parameters, to be changed in place. Those of a token request contain `scope`. A method may also delete
   * one, such as a `grant_type` that the provider does not know. Errors redact what is written here, so write only
   * credentials and the client's id.
   */
  readonly body: URLSearchParams;
}

/**
 * HTTP Basic: `Authorization: Basic base64(id:secret)`.
 *
 * `encoding` says how the id and the secret are written before base64. RFC 6749 §2.3.1 asks for form encoding
 * (`'form'`, the default). Servers that never decode them (Cognito, Pulsoid, OpenAM, AM before 6.5) need `'raw'`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
 * @example
 * ```ts
 * import { clientSecretBasic } from '@grantkit/core';
 *
 * const clientAuth = clientSecretBasic({ encoding: 'raw' });
 * ```
 */
export function clientSecretBasic({
  encoding = 'form',
}: {
  readonly encoding?: 'form' | 'raw' | undefined;
} = {}): ClientAuth {
  const method = 'client_secret_basic';
  if (encoding === 'form') return { method, usesClientSecret: true, authenticate: formBasic };
  return { method, usesClientSecret: true, refuses: refusesColon, authenticate: rawBasic };
}

const formBasic: ClientAuth['authenticate'] = ({ clientId, clientSecret = '', headers }) =>
  headers.set('authorization', `Basic ${base64(`${formEncode(clientId)}:${formEncode(clientSecret)}`)}`);

const rawBasic: ClientAuth['authenticate'] = ({ clientId, clientSecret = '', headers }) =>
  headers.set('authorization', `Basic ${base64(`${clientId}:${clientSecret}`)}`);

/** The server takes the first colon for the end of the id (RFC 7617 §2). */
function refusesColon(clientId: string): string | undefined {
  return clientId.includes(':')
    ? 'The option `clientId` must not contain a colon with raw Basic credentials'
    : undefined;
}

/**
 * `client_id` and `client_secret` in the form body.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
 * @example
 * ```ts
 * import { clientSecretPost } from '@grantkit/core';
 *
 * const clientAuth = clientSecretPost();
 * ```
 */
export function clientSecretPost(): ClientAuth {
  return {
    method: 'client_secret_post',
    usesClientSecret: true,
    authenticate({ clientId, clientSecret = '', body }) {
      body.set('client_id', clientId);
      body.set('client_secret', clientSecret);
    },
  };
}

/** Options of {@link tlsClientAuth}. */
export interface TlsClientAuthOptions {
  /** The method that the client is registered for. @default 'tls_client_auth' */
  readonly method?: 'tls_client_auth' | 'self_signed_tls_client_auth' | undefined;
  /**
   * The certificate's SHA-256 thumbprint, in any notation. Clients with the same certificate share tokens in a cache.
   * Clients that name no thumbprint share no tokens, because another client could name the same `clientId`.
   *
   * Use a function if the certificate is replaced while the client is in use. It returns the thumbprint of the certificate
   * that `fetch` presents now. When that changes, the client stops using the tokens of the old certificate, in memory and in
   * the cache, because the server may have bound them to it (RFC 8705 §3). Each `token()` calls the function, so it must be
   * synchronous and must not read a file. If it throws, the token in memory stays in use, and new tokens are not shared.
   *
   * @default none
   */
  readonly thumbprint?: string | (() => string) | undefined;
}

/**
 * Mutual TLS: `client_id` in the form body and no secret. The option `fetch` of the client presents the certificate.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8705#section-2
 * @example
 * ```ts
 * import { tlsClientAuth } from '@grantkit/core';
 *
 * const clientAuth = tlsClientAuth();
 * ```
 */
export function tlsClientAuth({ method = 'tls_client_auth', thumbprint = '' }: TlsClientAuthOptions = {}): ClientAuth {
  const changes = typeof thumbprint === 'function';
  return {
    method,
    usesClientSecret: false,
    fingerprint: changes ? thumbprint : () => thumbprint,
    ...(changes && { tokenBinding: thumbprint }),
    authenticate({ clientId, body }) {
      body.set('client_id', clientId);
    },
  };
}

/**
 * Encodes text as `application/x-www-form-urlencoded` (RFC 6749 appendix B), with `%20` for a space. Some servers do
 * not accept the form's `+`. All servers that were tried accept `%20`.
 */
export function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1).replaceAll('+', '%20');
}

/**
 * Standard base64 of the text's UTF-8 bytes. `btoa` alone refuses characters beyond Latin-1.
 *
 * @example
 * ```ts
 * import { base64, formEncode } from '@grantkit/core';
 *
 * const authorization = `Basic ${base64(`${formEncode('my client')}:${formEncode('s+cret')}`)}`;
 * ```
 */
export function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}
