import { realmPath } from './realm.ts';

/**
 * The URLs of a realm. With the option `discovery` they come from AM's document. Otherwise they are AM's usual paths,
 * and no request is sent for them.
 */
export interface PingAmMetadata {
  /** The realm's issuer. In AM's own spelling it can contain the default port, such as `:443`. */
  readonly issuer: string;
  /** The URL that grants tokens: the option `tokenEndpoint` if it is set. */
  readonly tokenEndpoint: string;
  /** The URL that `introspect()` calls (RFC 7662). */
  readonly introspectionEndpoint: string;
  /** The URL that `revoke()` calls (RFC 7009). It is always AM's usual path: OpenAM's document can name a wrong one. */
  readonly revocationEndpoint: string;
  /** The URL of the realm's public keys, as a JWK set (RFC 7517). */
  readonly jwksUri: string;
}

/**
 * The endpoints of an issuer at AM's usual paths, without a request.
 *
 * @see https://docs.pingidentity.com/pingam/8.1/am-oauth2/oauth2-introspect-endpoint.html
 * @see https://docs.pingidentity.com/pingam/8.1/am-oauth2/oauth2-token-revoke-endpoint.html
 */
export function endpointsBelow(issuer: string): PingAmMetadata {
  return {
    issuer,
    tokenEndpoint: issuer + tokenPath,
    introspectionEndpoint: `${issuer}/introspect`,
    // Not `/revoke`, which OpenAM's document can name although OpenAM serves nothing there.
    revocationEndpoint: `${issuer}/token/revoke`,
    jwksUri: `${issuer}/connect/jwk_uri`,
  };
}

/** The issuer of a realm below AM's base URL. */
export function realmIssuer(baseUrl: string, realm: string | undefined): string {
  return `${baseUrl.replace(/\/+$/, '')}/oauth2${realmPath(realm)}`;
}

/** The issuer of a token endpoint; `undefined` if the URL does not end as AM's token endpoints do. */
export function issuerOf(tokenEndpoint: string): string | undefined {
  return tokenEndpoint.endsWith(tokenPath) ? tokenEndpoint.slice(0, -tokenPath.length) : undefined;
}

const tokenPath = '/access_token';

/**
 * The texts that AM can compute for a URL of its own, with the default port and without it. AM compares the `aud` of an
 * assertion with this text. For the top realm it has no realm, even if the request goes to `/realms/root`.
 */
export function ownSpellings(url: string): readonly string[] {
  return bothSpellings(withoutTopRealm(url));
}

/** Removes `/realms/root` from an endpoint or the issuer of the top realm. */
export function withoutTopRealm(url: string): string {
  return url.replace(/\/oauth2\/realms\/root(?!\/realms\/)(?=\/|$)/, '/oauth2');
}

/**
 * The URL with and without the default port. AM compares text, and its default Base URL Source writes `:443`, which
 * `new URL()` removes. Both spellings name the same server, so no other server can use the assertion.
 */
export function bothSpellings(url: string): readonly string[] {
  const short = withoutDefaultPort(url);
  const port = url.startsWith('https:') ? ':443' : ':80';
  const [, origin = '', path = ''] = /^(https?:\/\/[^/?]+)(.*)$/.exec(short) ?? [];
  return /:\d+$/.test(origin) ? [url] : [short, origin + port + path];
}

/** Removes the default port from the text. `new URL()` may change more, and AM compares text. */
export function withoutDefaultPort(url: string): string {
  return url.replace(/^(https:\/\/[^/]+):443(?=\/|$)/, '$1').replace(/^(http:\/\/[^/]+):80(?=\/|$)/, '$1');
}
