import { createEndpointCaller } from '../client/endpoint-caller.ts';
import type { AuthorizedClient } from '../client/provider-client.ts';
import { type AccessToken, accessTokenOf } from '../contract/access-token.ts';
import { GrantError, invalidConfig } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';
import type { HeaderSource } from '../contract/request-headers.ts';
import { isSignal, untilAborted } from '../platform/abort.ts';
import { type Introspection, readIntrospection } from './introspection.ts';

/** Options of one call of an endpoint, such as introspection. */
export interface ServerCallOptions {
  /** Further headers, such as a trace id. They win over the client's own. @default none */
  readonly headers?: HeaderSource | undefined;
  /** Ends the call with the code `aborted`. @default none */
  readonly signal?: AbortSignal | undefined;
}

/** An endpoint to which the client sends a token and its own credentials. */
export interface ServerEndpoint {
  readonly url: string;
  /** The audience of a client assertion. */
  readonly audience: string | readonly string[] | undefined;
}

/** What {@link createServerEndpoints} needs of an adapter. */
export interface ServerEndpointsPlan {
  /** The provider's name, for errors. */
  readonly provider: string;
  /** The main client, or the client of a scope. */
  readonly client: AuthorizedClient;
  /** The hint of the error if a reply is not an introspection reply. @default none */
  readonly introspectionHint?: string | undefined;
  /** Restates the replies of both endpoints, as {@link Provider.readReply} does. @default none */
  readonly readReply?: Provider['readReply'];
  /** Finds an endpoint, and throws if the server has none. */
  find(endpoint: 'introspectionEndpoint' | 'revocationEndpoint'): Promise<ServerEndpoint>;
}

const purposes = { introspectionEndpoint: 'introspection', revocationEndpoint: 'revocation' } as const;

/** Introspection (RFC 7662) and revocation (RFC 7009), as the client of the token endpoint. */
export interface IntrospectionAndRevocation {
  introspect(token?: AccessToken | string, options?: ServerCallOptions): Promise<Introspection>;
  revoke(token?: AccessToken | string, options?: ServerCallOptions): Promise<void>;
}

/** Makes the calls of the introspection and the revocation endpoint. Without a token they take the client's own. */
export function createServerEndpoints(plan: ServerEndpointsPlan): IntrospectionAndRevocation {
  const { provider, client, introspectionHint, readReply } = plan;

  async function call(
    endpoint: 'introspectionEndpoint' | 'revocationEndpoint',
    given: AccessToken | string | undefined,
    { headers, signal }: ServerCallOptions = {},
  ): Promise<{ readonly token: string; readonly reply: unknown }> {
    if (signal && !isSignal(signal)) throw invalidConfig(provider, 'The option `signal` must be an AbortSignal');
    const aborted = () => new GrantError({ code: 'aborted', provider, summary: 'The caller stopped waiting' });
    // Before the token, because a server without this endpoint needs none.
    const { url, audience } = await untilAborted(plan.find(endpoint), signal, aborted);
    const token = accessTokenOf(given ?? (await client.token({ signal })));
    if (!token) throw invalidConfig(provider, 'The token must be a text, or what `token()` returns');
    // Each call makes its caller, because most clients of a large process never call these endpoints.
    const callEndpoint = createEndpointCaller(client);
    return {
      token,
      reply: await callEndpoint({
        url,
        purpose: purposes[endpoint],
        audience,
        parameters: { token },
        as: 'client',
        headers,
        readReply,
        signal,
      }),
    };
  }

  return {
    async introspect(token, options) {
      const { reply } = await call('introspectionEndpoint', token, options);
      return readIntrospection(provider, reply, introspectionHint);
    },
    async revoke(given, options) {
      const { token } = await call('revocationEndpoint', given, options);
      await client.invalidate(token);
    },
  };
}
