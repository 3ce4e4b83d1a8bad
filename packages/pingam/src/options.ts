import { type ClientAuth, type ClientOptions, endpointUrlRule, isEndpointUrl, parseOptions } from '@grantkit/core';
import * as v from 'valibot';
import { type HeaderSource, headersRule, isHeaders } from './headers.ts';
import { isRealm, realmRule } from './realm.ts';

/** Options of {@link createPingAm}. */
export interface PingAmOptions extends ClientOptions {
  /**
   * The server with its context path, such as `https://am.example.com:8443/am`. Needed unless `tokenEndpoint` or the URL
   * of a discovery document is set.
   */
  readonly baseUrl?: string | undefined;
  /** Such as `/`, `/alpha`, `/customers/europe`. @default none: the realm that the host name stands for */
  readonly realm?: string | undefined;
  /** Wins over `baseUrl` and `realm`, for gateways and short URLs. */
  readonly tokenEndpoint?: string | undefined;
  /**
   * Whether to ask the realm's `/.well-known/openid-configuration` for its endpoints, once; or the URL of that document.
   * What goes wrong there is an error: no path is guessed in its place. @default false
   */
  readonly discovery?: boolean | string | undefined;
  /** Other origins that a discovered endpoint may have. @default none: the document's own origin only */
  readonly endpointOrigins?: readonly string[] | undefined;
  /** The client's registered method, AM's default being Basic. @default 'client_secret_basic' */
  readonly clientAuth?: 'client_secret_basic' | 'client_secret_post' | ClientAuth | undefined;
  /** `'raw'` for OpenAM, and for AM before 6.5, which do not decode what they find in Basic. @default 'form' */
  readonly basicEncoding?: 'form' | 'raw' | undefined;
  /** Further form parameters of the token request, such as `claims`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** Further headers of requests to AM, such as `X-ForgeRock-TransactionId`; a function makes them anew for each. */
  readonly headers?: HeaderSource | undefined;
  /** The API that the token is for. @default none: `api` and `fetch` need it */
  readonly apiBaseUrl?: string | undefined;
}

const reservedParameters = /^(grant_type|client_id|client_secret|scope|client_assertion.*|realm)$/;

export function parsePingAmOptions(options: PingAmOptions): PingAmOptions {
  const endpoint = v.pipe(v.string(endpointUrlRule), v.check(isEndpointUrl, endpointUrlRule));
  const stringRecord = v.record(v.string(), v.string(), 'an object of strings');
  return parseOptions(
    'pingam',
    {
      baseUrl: v.pipe(
        v.optional(
          v.pipe(endpoint, v.check(isContext, 'the server with its context path, without /oauth2 and without a realm')),
        ),
        v.check(
          (url) => [typeof url, typeof options.tokenEndpoint, typeof options.discovery].includes('string'),
          'set, or `tokenEndpoint` or a URL for `discovery` in its place',
        ),
      ),
      realm: v.optional(v.pipe(v.string(realmRule), v.check(isRealm, realmRule))),
      tokenEndpoint: v.optional(endpoint),
      discovery: v.optional(
        v.union(
          [v.boolean(), v.pipe(endpoint, v.endsWith(discoveryPath))],
          `true, false, or a URL that ends in ${discoveryPath}`,
        ),
      ),
      endpointOrigins: v.optional(
        v.array(v.pipe(v.string(), v.check(isOrigin, 'an origin such as `https://login.example.com`'))),
      ),
      clientAuth: v.optional(
        v.union(
          [v.picklist(['client_secret_basic', 'client_secret_post']), v.custom<ClientAuth>(isClientAuth)],
          '`client_secret_basic`, `client_secret_post`, or a ClientAuth value',
        ),
      ),
      basicEncoding: v.optional(v.picklist(['form', 'raw'], '`form` or `raw`')),
      parameters: v.optional(
        v.pipe(
          stringRecord,
          v.check(hasNone(reservedParameters), 'without the parameters that Grantkit sets itself, and without `realm`'),
        ),
      ),
      headers: v.optional(
        v.union(
          [
            v.custom<() => Record<string, string>>((value) => typeof value === 'function'),
            v.custom<Readonly<Record<string, string>>>(isHeaders),
          ],
          headersRule,
        ),
      ),
      apiBaseUrl: v.optional(endpoint),
    },
    options,
  );
}

/** Where OpenID Connect Discovery puts the document, below the issuer. AM has no `oauth-authorization-server`. */
export const discoveryPath = '/.well-known/openid-configuration';

function isContext(url: string): boolean {
  return !/\/(oauth2|realms)(\/|$)/.test(url);
}

function isOrigin(text: string): boolean {
  return isEndpointUrl(text) && new URL(text).origin === text;
}

function isClientAuth(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'authenticate' in value && 'method' in value;
}

function hasNone(reserved: RegExp): (record: Record<string, string>) => boolean {
  return (record) => !Object.keys(record).some((name) => reserved.test(name));
}
