import * as v from 'valibot';
import { GrantError } from '../contract/grant-error.ts';

/**
 * What an authorization server says about a token. If the token is not active, it says nothing else.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7662#section-2.2
 */
export interface Introspection {
  /** Whether the token is valid. A server may answer `false` if this client may not ask about it. */
  readonly active: boolean;
  /** The scopes of the token; `undefined` if the server does not say. */
  readonly scope: readonly string[] | undefined;
  /** The client that the token was granted to; `undefined` if the server does not say. */
  readonly clientId: string | undefined;
  /** The subject of the token; `undefined` if the server does not say. */
  readonly subject: string | undefined;
  /** When the token ends, in ms since the epoch; `undefined` if the server does not say. */
  readonly expiresAt: number | undefined;
  /** The whole reply, with the server's own members. */
  readonly members: Readonly<Record<string, unknown>>;
}

// A function. Otherwise bundlers would keep the schema in programs without introspection.
const introspectionSchema = () =>
  v.looseObject({
    active: v.boolean(),
    scope: v.fallback(v.optional(v.string()), undefined),
    client_id: v.fallback(v.optional(v.string()), undefined),
    sub: v.fallback(v.optional(v.string()), undefined),
    exp: v.fallback(v.optional(v.number()), undefined),
  });

/**
 * Reads the reply of an introspection endpoint.
 *
 * @param hint the hint of the error if it is not an introspection reply
 * @throws {GrantError} `invalid_response` if the reply is not JSON with a boolean `active`, for instance a JWT.
 * @example
 * ```ts
 * import { type AuthorizedClient, createEndpointCaller, type Introspection, readIntrospection } from '@grantkit/core';
 *
 * function introspection(client: AuthorizedClient): (token: string) => Promise<Introspection> {
 *   const callEndpoint = createEndpointCaller(client);
 *   const url = 'https://auth.acme.example/introspect';
 *   return async (token) => readIntrospection('acme', await callEndpoint({ url, parameters: { token }, as: 'client' }));
 * }
 * ```
 */
export function readIntrospection(provider: string, reply: unknown, hint?: string): Introspection {
  const { success, output } = v.safeParse(introspectionSchema(), reply);
  if (!success) {
    const summary = 'The introspection reply must be JSON with a boolean member `active`';
    throw new GrantError({ code: 'invalid_response', provider, summary, hint });
  }
  return {
    active: output.active,
    // For a token without scopes OpenAM sends an empty text.
    scope: output.scope?.split(' ').filter(Boolean),
    clientId: output.client_id,
    subject: output.sub,
    expiresAt: output.exp === undefined ? undefined : output.exp * 1000,
    members: output,
  };
}
