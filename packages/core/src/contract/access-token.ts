import type { Provider } from './provider.ts';

/**
 * A token that a token endpoint granted. The object is frozen, because all callers share it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.1
 */
export interface AccessToken {
  /** The token itself. It is opaque, even if it looks like a JWT. */
  readonly accessToken: string;
  /** Always `Bearer`, however the server spells it. A token of another type is refused (RFC 6750). */
  readonly tokenType: 'Bearer';
  /**
   * The scope that was granted. If the server does not name it, this is the scope that was asked for (RFC 6749 §5.1).
   * If no scope was asked for either, it is `undefined`: unknown, which is not the same as empty. Names that RFC 6749
   * §3.3 does not allow, and names that repeat a credential, are left out.
   */
  readonly scope: readonly string[] | undefined;
  /** When the token request was sent, in ms since the epoch. The lifetime counts from here, not from the reply. */
  readonly issuedAt: number;
  /** When the token stops being valid, in ms since the epoch. Always finite. */
  readonly expiresAt: number;
  /** Further members of the reply, those that {@link Provider.tokenDetails} names; empty if there are none. */
  readonly details: Readonly<Record<string, string>>;
}

/** The text of a token that is given whole or as text; `undefined` for anything else that a JavaScript program passes. */
export function accessTokenOf(token: unknown): string | undefined {
  const accessToken: unknown = typeof token === 'string' ? token : Object(token).accessToken;
  return typeof accessToken === 'string' ? accessToken : undefined;
}
