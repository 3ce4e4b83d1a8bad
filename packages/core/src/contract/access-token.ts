/**
 * What a token endpoint granted. The object is frozen: every caller shares it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.1
 */
export interface AccessToken {
  /** The token itself: opaque, whatever it looks like. */
  readonly accessToken: string;
  /** Always `Bearer`, however the server spells it: a token of another type is refused (RFC 6750). */
  readonly tokenType: 'Bearer';
  /**
   * The scope that was granted. Where the server names none, it is what was asked for (RFC 6749 §5.1); where nothing
   * was asked either, it is unknown: `undefined`, which is not the same as empty.
   */
  readonly scope: readonly string[] | undefined;
  /** When the request for it was sent: ms since the epoch. Its life is counted from here, never from the reply. */
  readonly issuedAt: number;
  /** When it stops being valid: ms since the epoch. Always finite. */
  readonly expiresAt: number;
}
