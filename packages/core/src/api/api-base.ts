/** The base URL of a provider's API. */
export interface ApiBase {
  /** The base URL with a slash at its end, for `ky`. */
  readonly prefix: string;
  /** Makes a URL of a path, with or without a leading slash. An absolute URL or a `Request` stays as it is. */
  resolve(input: string | URL | Request): string | URL | Request;
  /** Whether a URL is at the API's origin. */
  isSameOrigin(url: string): boolean;
  /** Whether a URL is below the base URL. Only such a URL may get the token. */
  contains(url: string): boolean;
}

export function apiBase(apiBaseUrl: string | undefined): ApiBase | undefined {
  if (apiBaseUrl === undefined) return undefined;
  const prefix = `${apiBaseUrl.replace(/\/+$/, '')}/`;
  const base = new URL(prefix);
  const path = decodedPath(base);
  return {
    prefix,
    resolve(input) {
      // A path may have a colon in its first segment, as `files:search` has.
      if (typeof input !== 'string' || /^https?:/i.test(input)) return input;
      return prefix + input.replace(/^\/+/, '');
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
