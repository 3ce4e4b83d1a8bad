import {
  type AssertionAudienceOption,
  assertionAudienceOption,
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

/** Options of {@link createIssuerClient}. Set exactly one of `issuer` and `tokenEndpoint`. */
export interface IssuerOptions extends ClientOptions {
  /**
   * The authorization server's issuer, exactly as its metadata spells it, such as
   * `https://login.example.com/realms/prod`. The client finds the endpoints in the metadata.
   *
   * @default none
   */
  readonly issuer?: string | undefined;
  /** The URL of the token endpoint, for a server that has no metadata. @default none: the metadata names it */
  readonly tokenEndpoint?: string | undefined;
  /** The name in errors and events. @default the host of the issuer, or of the token endpoint */
  readonly name?: string | undefined;
  /** The authentication method that the client is registered for. It is never guessed. @default 'client_secret_basic' */
  readonly clientAuth?: ClientAuthOption | undefined;
  /**
   * The audience of client assertions, for `privateKeyJwt` and `clientSecretJwt`: the issuer as one string, as RFC 10070
   * asks, or the token endpoint, as older servers expect. An `audience` of the assertion itself wins.
   *
   * @default 'issuer'; 'token_endpoint' if the option `issuer` is not set
   * @see https://www.rfc-editor.org/rfc/rfc10070
   */
  readonly audience?: AssertionAudienceOption | undefined;
  /** Further origins that the endpoints may have. @default none: only the origin of the issuer */
  readonly endpointOrigins?: readonly string[] | undefined;
  /**
   * Further headers of requests to the authorization server, or a function that makes them for each request. The API
   * does not get them.
   *
   * @default none
   */
  readonly headers?: HeaderSource | undefined;
  /** The base URL of the API that the token is for. `api` and `fetch` need it. @default none */
  readonly apiBaseUrl?: string | undefined;
}

/** People copy the URL of the document, because it is the one that opens in a browser. */
function issuerUrl(): v.GenericSchema<string> {
  const rule =
    'the issuer itself. Leave out `/.well-known/openid-configuration` or `/.well-known/oauth-authorization-server`';
  return v.pipe(
    endpointUrl(),
    v.check((url) => !url.includes('/.well-known/'), rule),
  );
}

const nameRule = 'a name of 1 to 100 printable ASCII characters';

export function parseIssuerOptions(options: IssuerOptions): IssuerOptions {
  const parsed = parseOptions(
    'issuer',
    {
      issuer: v.optional(issuerUrl()),
      tokenEndpoint: v.optional(tokenEndpointUrl()),
      name: v.optional(v.pipe(v.string(nameRule), v.regex(/^[\x20-\x7e]{1,100}$/, nameRule))),
      clientAuth: v.optional(clientAuthOption()),
      audience: v.optional(assertionAudienceOption()),
      endpointOrigins: v.optional(endpointOrigins()),
      headers: v.optional(headerSource()),
      apiBaseUrl: v.optional(endpointUrl()),
    },
    options,
  );
  if ((parsed.issuer === undefined) === (parsed.tokenEndpoint === undefined)) {
    throw invalidConfig(
      'issuer',
      'Set exactly one of the options `issuer` and `tokenEndpoint`: the second one is for a server without metadata',
    );
  }
  if (parsed.tokenEndpoint !== undefined && parsed.endpointOrigins !== undefined) {
    throw invalidConfig(
      'issuer',
      'The option `endpointOrigins` needs `issuer`, because only metadata names other endpoints',
    );
  }
  if (parsed.audience === 'issuer' && parsed.issuer === undefined)
    throw invalidConfig('issuer', "The option `audience` can be `'issuer'` only with the option `issuer`");
  return parsed;
}
