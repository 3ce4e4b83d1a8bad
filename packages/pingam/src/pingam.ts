import {
  type ClientAuth,
  type ClientOptions,
  clientSecretBasic,
  clientSecretPost,
  createProviderClient,
  endpointUrlRule,
  isEndpointUrl,
  type ProviderClient,
  parseOptions,
} from '@grantkit/core';
import * as v from 'valibot';
import { hintFor } from './hints.ts';
import { isRealm, realmPath, realmRule } from './realm.ts';

/** Options of {@link createPingAm}. */
export interface PingAmOptions extends ClientOptions {
  /** The server with its context path, such as `https://am.example.com:8443/am`. Needed unless `tokenEndpoint` is set. */
  readonly baseUrl?: string | undefined;
  /** Such as `/`, `/alpha`, `/customers/europe`. @default none: the realm that the host name stands for */
  readonly realm?: string | undefined;
  /** Wins over `baseUrl` and `realm`, for gateways and short URLs. */
  readonly tokenEndpoint?: string | undefined;
  /** The client's registered method, AM's default being Basic. @default 'client_secret_basic' */
  readonly clientAuth?: 'client_secret_basic' | 'client_secret_post' | ClientAuth | undefined;
  /** `'raw'` for OpenAM, and for AM before 6.5, which do not decode what they find in Basic. @default 'form' */
  readonly basicEncoding?: 'form' | 'raw' | undefined;
  /** Further form parameters of the token request, such as `claims`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** Further headers of the token request, such as `X-ForgeRock-TransactionId`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The API that the token is for. @default none: `api` and `fetch` need it */
  readonly apiBaseUrl?: string | undefined;
}

/**
 * A client of PingAM, ForgeRock AM or OpenAM in one realm.
 *
 * @throws {GrantError} `invalid_config`
 * @see https://docs.pingidentity.com/pingam/8.1/am-oauth2/oauth2-client-cred-grant.html
 * @example
 * ```ts
 * import { createPingAm } from '@grantkit/pingam';
 *
 * const pingam = createPingAm({
 *   baseUrl: 'https://am.example.com:8443/am',
 *   realm: '/alpha',
 *   clientId: 'myClient',
 *   clientSecret: 'mySecret',
 *   scope: 'write',
 * });
 * const { accessToken } = await pingam.token();
 * ```
 */
export function createPingAm(options: PingAmOptions): ProviderClient {
  const { baseUrl, realm, tokenEndpoint, clientAuth, basicEncoding, parameters, headers, apiBaseUrl, ...common } =
    parsePingAmOptions(options);
  return createProviderClient(
    {
      name: 'pingam',
      tokenEndpoint: tokenEndpoint ?? `${baseUrl?.replace(/\/+$/, '')}/oauth2${realmPath(realm)}/access_token`,
      apiBaseUrl,
      clientAuth: clientAuthOf(clientAuth, basicEncoding),
      parameters,
      headers,
      hint: (failure) => hintFor(failure, realm),
    },
    common,
  );
}

function clientAuthOf(clientAuth: PingAmOptions['clientAuth'], encoding: 'form' | 'raw' | undefined): ClientAuth {
  if (typeof clientAuth === 'object') return clientAuth;
  return clientAuth === 'client_secret_post' ? clientSecretPost() : clientSecretBasic({ encoding });
}

const reservedParameters = /^(grant_type|client_id|client_secret|scope|client_assertion.*|realm)$/;
const reservedHeaders = /^(authorization|accept|content-type|content-length|cookie|host)$/i;

function parsePingAmOptions(options: PingAmOptions) {
  const endpoint = v.pipe(v.string(endpointUrlRule), v.check(isEndpointUrl, endpointUrlRule));
  const contextRule = 'the server with its context path, without /oauth2 and without a realm';
  return parseOptions(
    'pingam',
    {
      baseUrl: v.pipe(
        v.optional(
          v.pipe(
            endpoint,
            v.check((url) => !/\/(oauth2|realms)(\/|$)/.test(url), contextRule),
          ),
        ),
        v.check(
          (url) => url !== undefined || options.tokenEndpoint !== undefined,
          'set, or `tokenEndpoint` in its place',
        ),
      ),
      realm: v.optional(v.pipe(v.string(realmRule), v.check(isRealm, realmRule))),
      tokenEndpoint: v.optional(endpoint),
      clientAuth: v.optional(
        v.union(
          [
            v.picklist(['client_secret_basic', 'client_secret_post']),
            v.custom<ClientAuth>((value) => typeof value === 'object' && value !== null && 'authenticate' in value),
          ],
          '`client_secret_basic`, `client_secret_post`, or a ClientAuth value',
        ),
      ),
      basicEncoding: v.optional(v.picklist(['form', 'raw'], '`form` or `raw`')),
      parameters: v.optional(
        v.record(
          v.pipe(
            v.string(),
            v.check((name) => !reservedParameters.test(name), 'a parameter that Grantkit does not set itself'),
          ),
          v.string('a string'),
          'an object of strings',
        ),
      ),
      headers: v.optional(
        v.record(
          v.pipe(
            v.string(),
            v.regex(/^[\w!#$%&'*+.^`|~-]+$/, 'a header name'),
            v.check((name) => !reservedHeaders.test(name), 'a header that Grantkit does not set itself'),
          ),
          v.pipe(v.string('a string'), v.regex(/^[\x20-\x7e]*$/, 'printable ASCII')),
          'an object of strings',
        ),
      ),
      apiBaseUrl: v.optional(endpoint),
    },
    options,
  );
}
