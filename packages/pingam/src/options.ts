import {
  type ClientAuth,
  type ClientOptions,
  endpointUrlRule,
  invalidConfig,
  isEndpointUrl,
  isTokenEndpointUrl,
  parseOptions,
  tokenEndpointUrlRule,
} from '@grantkit/core';
import * as v from 'valibot';
import { type HeaderSource, headersRule, isHeaders } from './headers.ts';
import { isRealm, realmRule } from './realm.ts';

/** Options of {@link createPingAm}. */
export interface PingAmOptions extends ClientOptions {
  /**
   * The URL of the server with its context path, such as `https://am.example.com:8443/am`.
   *
   * @default none: it is required, unless `tokenEndpoint` or a URL for `discovery` is set
   */
  readonly baseUrl?: string | undefined;
  /** The realm, such as `/`, `/alpha` or `/customers/europe`. @default none: AM takes the realm of the host name */
  readonly realm?: string | undefined;
  /** The URL of the token endpoint, for gateways. It wins over `baseUrl`. @default made of `baseUrl` and `realm` */
  readonly tokenEndpoint?: string | undefined;
  /**
   * Whether to ask the realm's `/.well-known/openid-configuration` for its endpoints, or the URL of that document. If
   * discovery fails, the call fails: no path is guessed instead. A successful reply is kept.
   *
   * @default false: the endpoints are at AM's usual paths
   * @see https://docs.pingidentity.com/pingam/8.1/am-oidc1/rest-api-oidc-discovery-configuration.html
   */
  readonly discovery?: boolean | string | undefined;
  /** Further origins that discovered endpoints may have. @default none: only the document's own origin */
  readonly endpointOrigins?: readonly string[] | undefined;
  /** The authentication method that the client is registered for. @default 'client_secret_basic', as in AM */
  readonly clientAuth?: 'client_secret_basic' | 'client_secret_post' | ClientAuth | undefined;
  /**
   * How the client's id and secret are written in Basic. OpenAM, and AM before 6.5, do not decode them and need
   * `'raw'`.
   *
   * @default 'form'
   * @see https://docs.pingidentity.com/pingam/8/am-oauth2/client-auth-header.html
   */
  readonly basicEncoding?: 'form' | 'raw' | undefined;
  /** Further form parameters of the token request, such as `claims`. @default none */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /**
   * Further headers of requests to AM, such as `X-ForgeRock-TransactionId`, or a function that makes them for each
   * request. The API does not get them.
   *
   * @default none
   */
  readonly headers?: HeaderSource | undefined;
  /** The base URL of the API that the token is for. `api` and `fetch` need it. @default none */
  readonly apiBaseUrl?: string | undefined;
}

const originRule = 'an origin such as `https://login.example.com`';
const reservedParameters = /^(grant_type|client_id|client_secret|scope|client_assertion.*|realm)$/;

export function parsePingAmOptions(options: PingAmOptions): PingAmOptions {
  const endpoint = v.pipe(v.string(endpointUrlRule), v.check(isEndpointUrl, endpointUrlRule));
  const stringRecord = v.record(v.string(), v.string('a string'), 'an object of strings');
  const parsed = parseOptions(
    'pingam',
    {
      baseUrl: v.optional(
        v.pipe(
          v.string(endpointUrlRule),
          v.check(hasNoRealm, 'without `?realm=`. Set the option `realm` instead'),
          v.check(isEndpointUrl, endpointUrlRule),
          v.check(isContext, 'the URL of the server with its context path, without /oauth2 and without a realm'),
        ),
      ),
      realm: v.optional(v.pipe(v.string(realmRule), v.check(isRealm, realmRule))),
      tokenEndpoint: v.optional(
        v.pipe(v.string(tokenEndpointUrlRule), v.check(isTokenEndpointUrl, tokenEndpointUrlRule)),
      ),
      discovery: v.optional(
        v.union(
          [v.boolean(), v.pipe(endpoint, v.endsWith(discoveryPath))],
          `\`true\`, \`false\`, or a URL that ends in ${discoveryPath}`,
        ),
      ),
      endpointOrigins: v.optional(
        v.array(v.pipe(v.string(originRule), v.check(isOrigin, originRule)), 'an array of origins'),
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
          v.check(
            hasNone(reservedParameters),
            'an object without the parameters that Grantkit sets itself, and without `realm`',
          ),
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
  const { baseUrl, tokenEndpoint, discovery } = parsed;
  if (baseUrl === undefined && tokenEndpoint === undefined && typeof discovery !== 'string') {
    throw invalidConfig(
      'pingam',
      'The option `baseUrl` is missing. Set it, or `tokenEndpoint`, or a URL for `discovery`',
    );
  }
  return parsed;
}

/** The path of the discovery document below the issuer. AM does not serve `oauth-authorization-server` (RFC 8414). */
export const discoveryPath = '/.well-known/openid-configuration';

function isContext(url: string): boolean {
  return !/\/(oauth2|realms)(\/|$)/.test(url);
}

/** Many configurations still name the realm in this older way of AM. */
function hasNoRealm(url: string): boolean {
  return !/[?&]realm=/.test(url);
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
