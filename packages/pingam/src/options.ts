import {
  type ClientAuthOption,
  type ClientOptions,
  clientAuthOption,
  endpointOrigins,
  endpointUrl,
  type HeaderSource,
  headerSource,
  invalidConfig,
  parseOptions,
  tokenEndpointUrl,
} from '@grantkit/core';
import * as v from 'valibot';
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
   * discovery fails, the call fails: no path is guessed instead. The client keeps the document for 24 hours.
   *
   * @default false: the endpoints are at AM's usual paths
   * @see https://docs.pingidentity.com/pingam/8.1/am-oidc1/rest-api-oidc-discovery-configuration.html
   */
  readonly discovery?: boolean | string | undefined;
  /** Further origins that discovered endpoints may have. @default none: only the document's own origin */
  readonly endpointOrigins?: readonly string[] | undefined;
  /** The authentication method that the client is registered for. @default 'client_secret_basic', as in AM */
  readonly clientAuth?: ClientAuthOption | undefined;
  /**
   * How the client's id and secret are written in Basic. OpenAM, and AM before 6.5, do not decode them and need
   * `'raw'`.
   *
   * @default 'form'
   * @see https://docs.pingidentity.com/pingam/8/am-oauth2/client-auth-header.html
   */
  readonly basicEncoding?: 'form' | 'raw' | undefined;
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

export function parsePingAmOptions(options: PingAmOptions): PingAmOptions {
  const parsed = parseOptions(
    'pingam',
    {
      baseUrl: v.optional(
        v.pipe(
          v.string('the URL of the server with its context path'),
          v.check(hasNoRealm, 'without `?realm=`. Set the option `realm` instead'),
          endpointUrl(),
          v.check(isContext, 'the URL of the server with its context path, without /oauth2 and without a realm'),
        ),
      ),
      realm: v.optional(v.pipe(v.string(realmRule), v.check(isRealm, realmRule))),
      tokenEndpoint: v.optional(tokenEndpointUrl()),
      discovery: v.optional(
        v.union(
          [v.boolean(), v.pipe(endpointUrl(), v.endsWith(discoveryPath))],
          `\`true\`, \`false\`, or a URL that ends in ${discoveryPath}`,
        ),
      ),
      endpointOrigins: v.optional(endpointOrigins()),
      clientAuth: v.optional(clientAuthOption()),
      basicEncoding: v.optional(v.picklist(['form', 'raw'], '`form` or `raw`')),
      headers: v.optional(headerSource()),
      apiBaseUrl: v.optional(endpointUrl()),
    },
    options,
  );
  const { baseUrl, tokenEndpoint, discovery, parameters = {} } = parsed;
  if (Object.hasOwn(parameters, 'realm')) {
    throw invalidConfig('pingam', 'The option `parameters` must not have `realm`. Set the option `realm` instead');
  }
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
