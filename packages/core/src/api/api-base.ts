/** Where a provider's API lives. */
export interface ApiBase {
  /** The one origin that gets to see the token. */
  readonly origin: string;
  /** What `ky` puts in front of a path. */
  readonly prefix: string;
  /** Whether a URL is below the base. */
  contains(url: string): boolean;
  /** Completes a path, with or without a leading slash; leaves an absolute URL or a `Request` as it is. */
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
