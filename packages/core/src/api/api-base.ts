import type { AccessToken } from '../contract/access-token.ts';
import { endpointUrlRule, isEndpointUrl } from '../contract/endpoint-url.ts';
import { GrantError } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';

/** The base URL of a provider's API. */
export interface ApiBase {
  /** The URL that a request to {@link ApiAddress.resolve | a path} has at this base. Other URLs stay as they are. */
  locate(url: string): string;
  /** Whether a URL is at the API's origin. */
  isSameOrigin(url: string): boolean;
  /** Whether a URL is below the base URL. Only such a URL may get the token. */
  contains(url: string): boolean;
}

/** Where a provider's API is. */
export interface ApiAddress {
  /** The base URL with a slash at its end, for `ky`; or a placeholder, if only a token names the base URL. */
  readonly prefix: string;
  /** Makes a URL of a path, with or without a leading slash. An absolute URL or a `Request` stays as it is. */
  resolve(input: string | URL | Request): string | URL | Request;
  /** The base URL; `undefined` if only a token names it. */
  readonly base: ApiBase | undefined;
  /** The base URL; for this token, if only a token names it. */
  baseFor(token: AccessToken | undefined): ApiBase;
}

/** Nothing is ever sent there. Its path keeps a `..` visible. */
const placeholder = new URL('https://api-base-url.invalid/base/');

export function apiAddress(provider: Provider): ApiAddress {
  const { apiBaseUrl } = provider;
  const base = typeof apiBaseUrl === 'string' ? apiBase(apiBaseUrl) : undefined;
  const prefix = base?.prefix ?? placeholder.href;
  let last: { readonly token: AccessToken | undefined; readonly base: ApiBase } | undefined;
  return {
    prefix,
    base,
    resolve(input) {
      // A path may have a colon in its first segment, as `files:search` has.
      if (typeof input !== 'string' || /^https?:/i.test(input)) return input;
      return prefix + input.replace(/^\/+/, '');
    },
    baseFor(token) {
      if (base !== undefined) return base;
      if (last === undefined || last.token !== token) last = { token, base: apiBase(baseUrlOf(provider, token)) };
      return last.base;
    },
  };
}

/** The server chooses this text, and the token goes there. So it is checked for each token. */
function baseUrlOf({ name, apiBaseUrl }: Provider, token: AccessToken | undefined): string {
  try {
    const url: unknown = typeof apiBaseUrl === 'function' && token && apiBaseUrl(token);
    if (typeof url === 'string' && isEndpointUrl(url)) return url;
  } catch {}
  throw new GrantError({
    code: 'invalid_response',
    provider: name,
    summary: `The token must name the base URL of the API, which must be ${endpointUrlRule}`,
    hint: 'Nothing was sent to the API. Look at the `details` of the token.',
  });
}

function apiBase(apiBaseUrl: string): ApiBase & { readonly prefix: string } {
  const prefix = `${apiBaseUrl.replace(/\/+$/, '')}/`;
  const base = new URL(prefix);
  const path = decodedPath(base);
  return {
    prefix,
    locate(url) {
      if (url.startsWith(placeholder.href)) return prefix + url.slice(placeholder.href.length);
      // A path that walked above the placeholder walks above the base URL too.
      return url.startsWith(placeholder.origin) ? base.origin + url.slice(placeholder.origin.length) : url;
    },
    isSameOrigin: (url) => new URL(url).origin === base.origin,
    contains(url) {
      const target = new URL(url);
      const targetPath = `${decodedPath(target).replace(/\/$/, '')}/`;
      if (target.origin !== base.origin || !targetPath.startsWith(path)) return false;
      return !hasDotSegment(targetPath.slice(path.length));
    },
  };
}

const mostDecodings = 3;

/** A path as a server may read it that decodes more than once. `new URL` has resolved plain dot segments only. */
function decodedPath({ pathname }: URL): string {
  let path = pathname;
  for (let round = 0; round < mostDecodings; round += 1) {
    // Byte by byte: text that is not UTF-8 must not stop the decoding.
    path = path.replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
  return path.replaceAll('\\', '/');
}

/** Servers cut a segment at `;` (Tomcat) or at a control character, and read an overlong `.` (C0 AE) as a dot. */
function hasDotSegment(path: string): boolean {
  const segments = path.replaceAll('\u00c0\u00ae', '.').split('/');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return segments.some((segment) => /^\.{1,2}$/.test(segment.split(/[;\s\u0000-\u0020]/, 1)[0] ?? ''));
}
