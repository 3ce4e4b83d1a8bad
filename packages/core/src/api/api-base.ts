import type { AccessToken } from '../contract/access-token.ts';
import { endpointUrlRule, isEndpointUrl } from '../contract/endpoint-url.ts';
import { GrantError } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';
import { textFrom } from '../platform/sync-result.ts';

/** The base URL of a provider's API. */
export interface ApiBase {
  /** The base URL with a slash at its end, for `ky`. */
  readonly prefix: string;
  /** Parses a URL and writes it as the standard does. A URL below {@link placeholderBase} moves to this base. */
  locate(url: string): string;
  /** Whether a URL is at the API's origin. */
  isSameOrigin(url: string): boolean;
  /** Whether a URL is below the base URL. Only such a URL may get the token. */
  contains(url: string): boolean;
}

/** Stands for the base URL until a token names it. Nothing is ever sent there, but ky's errors show it. */
export const placeholderBase = 'https://base-url-of-the-token.invalid/base/';

/** Makes a URL of a path, with or without a leading slash. An absolute URL or a `Request` stays as it is. */
export function resolvePath(input: string | URL | Request): string | URL | Request {
  // A path may have a colon in its first segment, as `files:search` has.
  if (typeof input !== 'string' || /^https?:/i.test(input)) return input;
  return placeholderBase + input.replace(/^\/+/, '');
}

/** Makes the function that finds the base URL of the API for a token. */
export function apiBaseFinder({ name, apiBaseUrl = placeholderBase }: Provider): (token?: AccessToken) => ApiBase {
  if (typeof apiBaseUrl === 'string') {
    const base = apiBase(apiBaseUrl);
    return () => base;
  }
  let last: { readonly url: string; readonly base: ApiBase } | undefined;
  return (token) => {
    // The server chooses this text, and the token goes there. So it is checked for each token.
    const url = textFrom(() => token && apiBaseUrl(token));
    if (url !== undefined && url === last?.url) return last.base;
    if (url !== undefined && isEndpointUrl(url)) {
      last = { url, base: apiBase(url) };
      return last.base;
    }
    throw new GrantError({
      code: 'invalid_response',
      provider: name,
      summary: `The function \`apiBaseUrl\` must return ${endpointUrlRule}`,
      hint: 'It reads the URL from the token: look at the `details` of the token. This attempt was not sent to the API.',
    });
  };
}

function apiBase(apiBaseUrl: string): ApiBase {
  const prefix = `${apiBaseUrl.replace(/\/+$/, '')}/`;
  const base = new URL(prefix);
  const { origin } = base;
  const path = decodedPath(base);
  return {
    prefix,
    // Parse the URL before it moves. Otherwise, below a base URL without a path, a `..` would be lost and not refused.
    locate(text) {
      const { href: url } = new URL(text);
      return url.startsWith(placeholderBase) ? base.href + url.slice(placeholderBase.length) : url;
    },
    // A path with too many `..` is still below the origin of `placeholderBase`.
    isSameOrigin: (url) => [origin, new URL(placeholderBase).origin].includes(new URL(url).origin),
    contains(url) {
      // `new URL` has resolved plain dot segments, so a URL without `%` and `;` has none.
      if (url.startsWith(base.href) && !/[%;]/.test(url)) return true;
      const target = new URL(url);
      const targetPath = `${decodedPath(target).replace(/\/$/, '')}/`;
      return target.origin === origin && targetPath.startsWith(path) && !dotSegment.test(targetPath.slice(path.length));
    },
  };
}

const mostDecodings = 3;

/** A path as a server may read it that decodes more than once. `new URL` has resolved plain dot segments only. */
function decodedPath({ pathname }: URL): string {
  let path = pathname;
  for (let round = 0; round < mostDecodings && path.includes('%'); round += 1) {
    // Byte by byte: text that is not UTF-8 must not stop the decoding.
    path = path.replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
  return path.replaceAll('\\', '/');
}

/** Servers cut a segment at `;` (Tomcat) or at a control character, and read an overlong `.` (C0 AE) as a dot. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression looks for these characters
const dotSegment = /(?:^|\/)(?:\.|\u00c0\u00ae){1,2}(?:[/;\s\u0000-\u0020]|$)/;
