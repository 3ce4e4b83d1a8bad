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
  const { origin, pathname } = new URL(prefix);
  return {
    prefix,
    resolve(input) {
      // A path may have a colon in its first segment, as in `files:search`. That does not make it an absolute URL.
      if (typeof input !== 'string' || /^https?:/i.test(input)) return input;
      return prefix + input.replace(/^\/+/, '');
    },
    isSameOrigin: (url) => new URL(url).origin === origin,
    contains(url) {
      const target = new URL(url);
      // `new URL` resolves plain dot segments. A server may decode `%2f` and then resolve the dot segments after it.
      const path = `${target.pathname.replace(/%2f|%5c/gi, '/')}/`;
      return target.origin === origin && path.startsWith(pathname) && !/\/(\.|%2e){1,2}\//i.test(path);
    },
  };
}
