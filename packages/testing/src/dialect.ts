import type { JsonWebKey, KeyObject } from 'node:crypto';
import type { Reply } from './answer.ts';
import type { RecordedRequest } from './recorded-request.ts';

/**
 * How one kind of authorization server, and the API behind it, reads requests and words its replies.
 * Plain data and small functions: spread one of {@link dialects} to make your own.
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
  readonly name: string;
  /** The path of the token endpoint that {@link AuthorizationServer.tokenEndpoint} names. */
  readonly tokenPath: string;
  /** For servers with more than one token endpoint: whether `path` is one of them. */
  readonly isTokenPath?: (path: string) => boolean;
  /** Seconds that a token lives. */
  readonly lifetime: number;
  /** Headers of everything that the token endpoint says by itself. */
  readonly tokenHeaders?: Readonly<Record<string, string>>;
  readonly verifyTokenRequest: (request: RecordedRequest, registry: Registry) => TokenVerdict;
  readonly createAccessToken: () => string;
  /** The members of the token reply; those that are `undefined` are left out. */
  readonly tokenMembers: (token: IssuedToken) => Readonly<Record<string, unknown>>;
  /** What the endpoints beside the token endpoint reply, such as introspection; `undefined` where there is none. */
  readonly replyBeside?: (request: RecordedRequest, registry: Registry) => Reply | undefined;
  /** The reply that turns an API request away, or `undefined` if its token is good. */
  readonly verifyApiRequest: (request: RecordedRequest, registry: Registry) => Reply | undefined;
}

/** Whom a token is granted to and for what, or the reply that refuses it. */
export type TokenVerdict =
  | { readonly clientId: string; readonly scope: readonly string[] }
  | { readonly refusal: Reply };

/** What a {@link Dialect} can ask the server. */
export interface Registry {
  findClient(clientId: string): RegisteredClient | undefined;
  /** A rejected token is as unknown as one that was never issued. */
  tokenState(accessToken: string): 'good' | 'expired' | 'unknown';
  findToken(accessToken: string): IssuedToken | undefined;
  /** From now on the token is unknown. */
  revokeToken(accessToken: string): void;
  /** Milliseconds since the epoch, on the server's clock. */
  now(): number;
  readonly apiKey: string | undefined;
  readonly realms: readonly string[];
}

/** A client as it is registered with the server. */
export interface RegisteredClient {
  readonly clientId: string;
  /** Several secrets are all good, as during a rotation. Without one, the client has its `publicKeys` alone. */
  readonly clientSecret?: string | readonly string[];
  /** What its assertions are verified with (RFC 7523 §3), by `pingam8` and `openam`. */
  readonly publicKeys?: readonly (KeyObject | JsonWebKey)[];
  /** The scopes that it may have, granted in full when it asks for none. Without this, it may have any. */
  readonly scope?: readonly string[];
  /** The one authentication method it may use (its `token_endpoint_auth_method`, RFC 7591 §2). Without this, any. */
  readonly method?: string;
}

/** A token that the server granted. */
export interface IssuedToken {
  readonly accessToken: string;
  readonly clientId: string;
  readonly scope: readonly string[];
  /** Seconds. */
  readonly lifetime: number;
  /** Milliseconds since the epoch, on the server's clock. */
  readonly issuedAt: number;
  /** Milliseconds since the epoch, on the server's clock. */
  readonly expiresAt: number;
}
