import type { AssertionAudienceOption, ClientAuthOption, ClientOptions, HeaderSource } from '@grantkit/core';

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
   * The audience of client assertions. `'token_endpoint'` stands for the URLs that AM can expect: the token endpoint and
   * the endpoint that is called, with the default port and without it. `'issuer'` is the issuer as one string, as
   * RFC 10070 asks. An `audience` of the assertion itself wins.
   *
   * @default 'token_endpoint', because OpenAM refuses the issuer, and AM's pages before 8.0.2 ask for this endpoint
   * @see https://www.rfc-editor.org/rfc/rfc10070
   */
  readonly audience?: AssertionAudienceOption | undefined;
  /**
   * How the client's id and secret are written in Basic. OpenAM, and AM before 6.5, do not decode them and need
   * `'raw'`. They read ISO-8859-1. For a secret with other characters use `client_secret_post`.
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

/** Options of {@link createAdvancedIdentityCloud} for a client of a realm: those of `createPingAm`, with `tenant`. */
export interface IdentityCloudRealmOptions extends Omit<PingAmOptions, 'baseUrl' | 'realm'> {
  /** The host name of the tenant's environment, such as `openam-acme.forgeblocks.com`, or its custom domain. */
  readonly tenant: string;
  /** The realm. Every tenant has these two. */
  readonly realm: 'alpha' | 'bravo';
  /** Not allowed here, because a service account is in the top realm and needs no other credentials. */
  readonly serviceAccount?: undefined;
}

/** Options of {@link createOpenAm}: those of `createPingAm` without `basicEncoding` and `audience`. */
export type OpenAmOptions = Omit<PingAmOptions, 'basicEncoding' | 'audience'>;
