import type { createPublicKey, KeyObject } from 'node:crypto';
import type { RecordedRequest } from './recorded-request.ts';
import type { Reply } from './reply.ts';

/** A public key as a JWK (RFC 7517). Versions of Node's types export its type under different names. */
export type PublicJwk = Extract<Parameters<typeof createPublicKey>[0], { format: 'jwk' }>['key'];

/**
 * How one kind of authorization server, and the API behind it, reads requests and words its replies.
 *
 * A dialect is plain data and small functions. Spread one of {@link dialects} to make your own.
 *
 * @example
 * ```ts
 * import { createAuthorizationServer, type Dialect, dialects } from '@grantkit/testing';
 *
 * const acme: Dialect = {
 *   ...dialects.rfc6749,
 *   name: 'acme',
 *   tokenPath: '/v2/token',
 *   tokenMembers: ({ accessToken, lifetime }) => ({ access_token: accessToken, expires_in: String(lifetime) }),
 * };
 * const server = await createAuthorizationServer({ dialect: acme });
 * ```
 */
export interface Dialect {
  /** The name of the dialect, for people; the server does not read it. */
  readonly name: string;
  /** The path of the token endpoint, used for {@link AuthorizationServer.tokenEndpoint}. */
  readonly tokenPath: string;
  /**
   * Whether `path` is a further token endpoint, for servers that have more than one.
   * @default only `tokenPath` is a token endpoint
   */
  readonly isTokenPath?: (path: string) => boolean;
  /** The lifetime of a token, in seconds. */
  readonly lifetime: number;
  /** Headers of every reply of the token endpoint that the test did not script. @default {} */
  readonly tokenHeaders?: Readonly<Record<string, string>>;
  /** Verifies a token request: says which client gets which scope, or gives the error reply. */
  readonly verifyTokenRequest: (request: RecordedRequest, registry: Registry) => TokenVerdict;
  /** Creates the text of a new access token. */
  readonly createAccessToken: () => string;
  /** The members of the token reply; a member that is `undefined` is left out. */
  readonly tokenMembers: (token: IssuedToken, registry: Registry) => Readonly<Record<string, unknown>>;
  /**
   * The reply of a provider endpoint, such as introspection; `undefined` for a path that belongs to the API.
   * @default there are no provider endpoints
   */
  readonly replyAtProviderEndpoint?: (request: RecordedRequest, registry: Registry) => Reply | undefined;
  /**
   * The reply at a path of the server's metadata (RFC 8414 §3); `undefined` for every other path.
   *
   * Such a request is in `requests` only, and gets no scripted answer. Otherwise an answer that a test scripts for the API
   * would go to a client that looks for the token endpoint first.
   * @default there are no such paths
   */
  readonly replyAtMetadata?: (request: RecordedRequest, registry: Registry) => Reply | undefined;
  /** The error reply to an API request, or `undefined` if the request may pass. */
  readonly verifyApiRequest: (request: RecordedRequest, registry: Registry) => Reply | undefined;
}

/** The result of {@link Dialect.verifyTokenRequest}: the client and scope of the new token, or the error reply. */
export type TokenVerdict =
  | {
      /** The client that gets the token. */
      readonly clientId: string;
      /** The scopes of the token. */
      readonly scope: readonly string[];
    }
  | {
      /** The reply to send instead of a token. */
      readonly errorReply: Reply;
    };

/** What a {@link Dialect} can ask the server. */
export interface Registry {
  /** Finds a registered client by its id. */
  findClient(clientId: string): RegisteredClient | undefined;
  /** The state of a token; `unknown` if the server never issued it, or if it was revoked or rejected. */
  tokenState(accessToken: string): 'good' | 'expired' | 'unknown';
  /** Finds a token that is good or expired; `undefined` if its state is `unknown`. */
  findToken(accessToken: string): IssuedToken | undefined;
  /** Makes a token `unknown` from now on. An unknown token is ignored. */
  revokeToken(accessToken: string): void;
  /** The server's wall clock, in ms since the epoch. */
  now(): number;
  /** The API key that the API accepts; `undefined` accepts every key. */
  readonly apiKey: string | undefined;
  /** The realms that exist, such as `/alpha`. */
  readonly realms: readonly string[];
  /** The origin of the fake server, for dialects whose replies name the URL of the API. */
  readonly url: string;
}

/** A client that is registered with the server. */
export interface RegisteredClient {
  /** The client's id. */
  readonly clientId: string;
  /**
   * The client's secret; all secrets of a list are good, as during a rotation.
   * @default the client has no secret
   */
  readonly clientSecret?: string | readonly string[];
  /**
   * The keys with which `rfc10070`, `pingam8` and `openam` verify the client's assertions (RFC 7523 §3).
   * @default the client has no keys
   */
  readonly publicKeys?: readonly (KeyObject | PublicJwk)[];
  /**
   * The `iss` and `sub` of assertions that a platform such as Kubernetes signs for the client, for `rfc10070`.
   *
   * The client's `publicKeys` are then the platform's, and the client has no other way to authenticate. The request must
   * have a `client_id`, because the subject is not the client's id.
   * @default the client signs its assertions itself: both are its id
   */
  readonly federated?: { readonly issuer: string; readonly subject: string };
  /**
   * The scopes that the client may have. A request without `scope` gets all of them.
   * @default any scope; a request without `scope` gets a token without scopes
   */
  readonly scope?: readonly string[];
  /**
   * The only authentication method that the client may use, as its `token_endpoint_auth_method` (RFC 7591 §2) says.
   * `pulsoid` and `smokeball` ignore it. `openam` ignores it too, if the client has a `scope` without `openid`.
   * @default any method that the dialect accepts
   */
  readonly method?: string;
}

/** A token that the server granted. */
export interface IssuedToken {
  /** The text of the access token. */
  readonly accessToken: string;
  /** The client that got the token. */
  readonly clientId: string;
  /** The scopes of the token. */
  readonly scope: readonly string[];
  /** The lifetime, in seconds. */
  readonly lifetime: number;
  /** When the server issued the token, in ms since the epoch on the server's clock. */
  readonly issuedAt: number;
  /** When the token expires, in ms since the epoch on the server's clock. */
  readonly expiresAt: number;
}
