/**
 * Whether credentials and tokens may be sent to this URL, and to paths below it.
 *
 * It must be `https:`, or `http:` to this machine. It must not contain a part that would be lost, leaked or rewritten
 * on the way: a user, a query, a fragment, dot segments, white space, backslashes.
 *
 * @example
 * ```ts
 * import { isEndpointUrl } from '@grantkit/core';
 *
 * const usable = isEndpointUrl('https://auth.acme.example/token');
 * ```
 */
export function isEndpointUrl(text: string): boolean {
  return !text.includes('?') && isTokenEndpointUrl(text);
}

/** What {@link isEndpointUrl} asks for, in words that follow "must be". */
export const endpointUrlRule: string =
  'an https:// URL (http:// only for loopback) without user, query, fragment or dot segments';

/**
 * Whether this URL can be a token endpoint or another endpoint of an authorization server. It is like
 * {@link isEndpointUrl}, but the URL may have a query, which is kept.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.2
 * @example
 * ```ts
 * import { isTokenEndpointUrl } from '@grantkit/core';
 *
 * const usable = isTokenEndpointUrl('https://auth.acme.example/token?p=policy');
 * ```
 */
export function isTokenEndpointUrl(text: string): boolean {
  const [base = ''] = text.split('?');
  if (!/^https?:\/\/[\x21-\x7e]+$/i.test(text) || /[\\#]/.test(text) || base.includes('@')) return false;
  // RFC 6749 §2.3.1: a URL is written to logs, so a credential must not be in it.
  if (/[?&]client_(secret|assertion)=/i.test(text)) return false;
  if (/\/(\.|%2e){1,2}(\/|$)/i.test(base) || !URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/** What {@link isTokenEndpointUrl} asks for, in words that follow "must be". */
export const tokenEndpointUrlRule: string =
  'an https:// URL (http:// only for loopback) without user, fragment, dot segments or credentials';
