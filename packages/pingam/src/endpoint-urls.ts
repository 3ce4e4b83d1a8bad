import { realmPath } from './realm.ts';

/** Where a realm's endpoints are. */
export interface PingAmMetadata {
  readonly issuer: string;
  readonly tokenEndpoint: string;
  readonly introspectionEndpoint: string;
  readonly revocationEndpoint: string;
  readonly jwksUri: string;
}

/**
 * The endpoints of an issuer as AM routes them, without asking.
 *
 * @see https://docs.pingidentity.com/pingam/8.1/am-oauth2/oauth2-introspect-endpoint.html
 * @see https://docs.pingidentity.com/pingam/8.1/am-oauth2/oauth2-token-revoke-endpoint.html
 */
export function endpointsBelow(issuer: string): PingAmMetadata {
  return {
    issuer,
    tokenEndpoint: issuer + tokenPath,
    introspectionEndpoint: `${issuer}/introspect`,
    // OpenAM's own discovery documents say `/revoke`, where nothing is.
    revocationEndpoint: `${issuer}/token/revoke`,
    jwksUri: `${issuer}/connect/jwk_uri`,
  };
}

/** The issuer of a realm. */
export function realmIssuer(baseUrl: string, realm: string | undefined): string {
  return `${baseUrl.replace(/\/+$/, '')}/oauth2${realmPath(realm)}`;
}

/** The issuer that a token endpoint belongs to, if it has AM's usual form. */
export function issuerOf(tokenEndpoint: string): string | undefined {
  return tokenEndpoint.endsWith(tokenPath) ? tokenEndpoint.slice(0, -tokenPath.length) : undefined;
}

const tokenPath = '/access_token';

/**
 * What AM wants in an assertion's `aud`: the URL that it computes for its token endpoint. For the top realm that is the
 * one without a realm, whichever was asked.
 */
export function assertionAudience(tokenEndpoint: string): readonly string[] {
  return bothSpellings(tokenEndpoint.replace(/\/oauth2\/realms\/root\/access_token$/, '/oauth2/access_token'));
}

/**
 * With and without the default port. AM compares text, and with its default base URL source writes `:443` where
 * `new URL()` drops it; naming one server in both ways lets nobody else use the assertion.
 */
export function bothSpellings(url: string): readonly string[] {
  const short = withoutDefaultPort(url);
  const port = url.startsWith('https:') ? ':443' : ':80';
  const [, origin = '', path = ''] = /^(https?:\/\/[^/]+)(.*)$/.exec(short) ?? [];
  return /:\d+$/.test(origin) ? [url] : [short, origin + port + path];
}

/** As text: what went through `new URL()` no longer matches what AM says of itself. */
export function withoutDefaultPort(url: string): string {
  return url.replace(/^(https:\/\/[^/]+):443(?=\/|$)/, '$1').replace(/^(http:\/\/[^/]+):80(?=\/|$)/, '$1');
}
