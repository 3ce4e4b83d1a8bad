/**
 * How a client proves who it is at the token endpoint: a value that is handed over, never guessed, never two at once.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3
 */
export interface ClientAuth {
  /** The registered name of the method, such as `client_secret_basic`. Part of the cache key. */
  readonly method: string;
  /** Whether the method needs the client's secret. */
  readonly usesClientSecret: boolean;
  /**
   * What identifies a credential that is not the client's secret, such as a key's thumbprint; two credentials must
   * never have the same. Part of the cache key.
   */
  fingerprint?(): string | Promise<string>;
  /** Writes the credentials into a request. Called anew for every attempt: an assertion is for one use. */
  authenticate(draft: ClientRequestDraft): void | Promise<void>;
}

/** A form request on its way to being sent, to the token endpoint or to one beside it. */
export interface ClientRequestDraft {
  readonly clientId: string;
  /** The secret of this attempt; `undefined` where the method uses none. */
  readonly clientSecret: string | undefined;
  /** The URL that is asked. */
  readonly endpoint: string;
  /** Whom the provider wants an assertion to be for (RFC 7523 §3): the token endpoint, unless its adapter says more. */
  readonly audience: string | readonly string[];
  /** ms since the epoch. */
  readonly now: number;
  readonly headers: Headers;
  readonly body: URLSearchParams;
}

/**
 * HTTP Basic: `Authorization: Basic base64(id:secret)`.
 *
 * `encoding` says what happens to the two parts before base64. RFC 6749 §2.3.1 wants them form-encoded (`'form'`, the
 * default); servers that never decode them (Cognito, Pulsoid, OpenAM, AM before 6.5) want them as they are (`'raw'`).
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
  const encode = encoding === 'form' ? formEncode : (text: string) => text;
  return {
    method: 'client_secret_basic',
    usesClientSecret: true,
    authenticate({ clientId, clientSecret = '', headers }) {
      headers.set('authorization', `Basic ${base64(`${encode(clientId)}:${encode(clientSecret)}`)}`);
    },
  };
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
  /** Which of the two the client is registered for. @default 'tls_client_auth' */
  readonly method?: 'tls_client_auth' | 'self_signed_tls_client_auth' | undefined;
  /**
   * The certificate's SHA-256 thumbprint, however it is written. Tokens are then shared only by those with the same
   * certificate: a server may bind them to it (RFC 8705 §3). @default none
   */
  readonly thumbprint?: string | undefined;
}

/**
 * Mutual TLS: `client_id` in the form body, and no secret. The certificate is shown by the client's `fetch`.
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
  return {
    method,
    usesClientSecret: false,
    fingerprint: () => thumbprint,
    authenticate({ clientId, body }) {
      body.set('client_id', clientId);
    },
  };
}

/** `application/x-www-form-urlencoded`, the encoding of RFC 6749 appendix B: a space becomes `+`. */
export function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

/** Standard base64 of the UTF-8 bytes; `btoa` alone refuses anything beyond Latin-1. */
export function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}
