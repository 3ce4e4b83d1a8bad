import { type EndpointCaller, GrantError, type TokenSource, untilAborted } from '@grantkit/core';
import * as v from 'valibot';
import { assertionAudience, bothSpellings, type PingAmMetadata } from './endpoint-urls.ts';
import { makeHeaders } from './headers.ts';

/** What AM says of a token (RFC 7662 §2.2). All but `active` is known of an active token at most. */
export interface PingAmIntrospection {
  readonly active: boolean;
  readonly scope: readonly string[] | undefined;
  readonly clientId: string | undefined;
  readonly subject: string | undefined;
  /** ms since the epoch. */
  readonly expiresAt: number | undefined;
  /** The whole reply, with what AM's scripts add to it. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** Options of one call. */
export interface PingAmCallOptions {
  /** Such as `X-ForgeRock-TransactionId`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A realm's endpoints besides the token endpoint. */
export interface PingAmEndpoints {
  /**
   * Asks what a token is good for, by default the client's own. Tokens of others need the scope
   * `am-introspect-all-tokens`; without it they are not active.
   *
   * @throws {GrantError}
   * @see https://docs.pingidentity.com/pingam/8.1/am-oauth2/oauth2-introspect-endpoint.html
   */
  introspect(token?: string, options?: PingAmCallOptions): Promise<PingAmIntrospection>;
  /**
   * Revokes a token, by default the client's own, which is then dropped here too.
   *
   * @throws {GrantError}
   * @see https://docs.pingidentity.com/pingam/8.1/am-oauth2/oauth2-token-revoke-endpoint.html
   */
  revoke(token?: string, options?: PingAmCallOptions): Promise<void>;
  /** Where the realm's endpoints are: as AM routes them, or as its document says with `discovery`. */
  metadata(): Promise<PingAmMetadata>;
}

/** The client whose endpoints they are. */
export interface RealmEndpointsContext {
  readonly callEndpoint: EndpointCaller;
  readonly client: TokenSource;
  metadata(): Promise<PingAmMetadata>;
}

const IntrospectionSchema = v.looseObject({
  active: v.boolean(),
  scope: v.fallback(v.optional(v.string()), undefined),
  client_id: v.fallback(v.optional(v.string()), undefined),
  sub: v.fallback(v.optional(v.string()), undefined),
  exp: v.fallback(v.optional(v.number()), undefined),
});

function aborted(): GrantError {
  return new GrantError({ code: 'aborted', provider: 'pingam', summary: 'The caller gave up waiting' });
}

export function realmEndpoints(context: RealmEndpointsContext): PingAmEndpoints {
  const { callEndpoint, client, metadata } = context;
  const own = async ({ signal }: PingAmCallOptions = {}) => (await client.token({ signal })).accessToken;

  /** OpenAM wants an assertion to be for the endpoint that is asked, AM's pages for the token endpoint: it is for both. */
  async function callRealm(
    endpoint: 'introspectionEndpoint' | 'revocationEndpoint',
    token: string,
    { headers: ofCall, signal }: PingAmCallOptions = {},
  ): Promise<unknown> {
    const headers = makeHeaders(ofCall);
    const known = await (signal === undefined ? metadata() : untilAborted(metadata(), signal, aborted));
    const url = known[endpoint];
    const audience = [...assertionAudience(known.tokenEndpoint), ...bothSpellings(url)];
    return callEndpoint({ url, parameters: { token }, as: 'client', audience, headers, signal });
  }

  return {
    metadata,
    async introspect(token, callOptions) {
      const { success, output } = v.safeParse(
        IntrospectionSchema,
        await callRealm('introspectionEndpoint', token ?? (await own(callOptions)), callOptions),
      );
      if (!success) {
        throw new GrantError({
          code: 'invalid_response',
          provider: 'pingam',
          summary: 'The introspection is no JSON with a member `active`',
          hint: "AM may be signing it: set the client's Token introspection response format to JSON.",
        });
      }
      return {
        active: output.active,
        // OpenAM joins no scopes to an empty text.
        scope: output.scope?.split(' ').filter(Boolean),
        clientId: output.client_id,
        subject: output.sub,
        expiresAt: output.exp === undefined ? undefined : output.exp * 1000,
        members: output,
      };
    },
    async revoke(token, callOptions) {
      const revoked = token ?? (await own(callOptions));
      await callRealm('revocationEndpoint', revoked, callOptions);
      await client.invalidate(revoked);
    },
  };
}
