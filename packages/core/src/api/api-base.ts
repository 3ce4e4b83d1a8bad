/** The base URL of a provider's API. */
export interface ApiBase {
  /** The only origin that may see the token. */
  readonly origin: string;
  /** The base URL with a slash at its end, for `ky`. */
  readonly prefix: string;
  /** Whether a URL is below the base. */
  contains(url: string): boolean;
  /** Makes a URL of a path, with or without a leading slash. An absolute URL or a `Request` stays as it is. */
  resolve(input: string | URL | Request): string | URL | Request;
}

export function apiBase(apiBaseUrl: string | undefined): ApiBase | undefined {
  if (apiBaseUrl === undefined) return undefined;
  const prefix = `${apiBaseUrl.replace(/\/+$/, '')}/`;
  return {
    origin: new URL(prefix).origin,
    prefix,
    contains: (url) => url.startsWith(new URL(prefix).href),
    resolve(input) {
      // A path may have a colon in its first segment, as `files:search` has.
      if (typeof input !== 'string' || /^https?:/i.test(input)) return input;
      return prefix + input.replace(/^\/+/, '');
    },
  };
}
