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
  /** Writes the credentials into a request. Called anew for every attempt: an assertion is for one use. */
  authenticate(draft: TokenRequestDraft): void | Promise<void>;
}

/** A token request on its way to being sent. */
export interface TokenRequestDraft {
  readonly clientId: string;
  /** The secret of this attempt; `undefined` where the method uses none. */
  readonly clientSecret: string | undefined;
  readonly tokenEndpoint: string;
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

/** `application/x-www-form-urlencoded`, the encoding of RFC 6749 appendix B: a space becomes `+`. */
export function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

/** Standard base64 of the UTF-8 bytes; `btoa` alone refuses anything beyond Latin-1. */
export function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}
