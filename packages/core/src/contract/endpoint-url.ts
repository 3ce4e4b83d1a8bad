/**
 * Whether credentials and tokens may be sent to this URL.
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
  if (!/^https?:\/\/[\x21-\x7e]+$/i.test(text) || /[\\?#@]/.test(text)) return false;
  if (/\/(\.|%2e){1,2}(\/|$)/i.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/** What {@link isEndpointUrl} asks for, in words that follow "must be". */
export const endpointUrlRule: string =
  'an https:// URL (http:// only for loopback) without user, query, fragment or dot segments';
