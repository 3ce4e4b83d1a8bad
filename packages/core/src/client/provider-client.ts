import ky, { type KyInstance } from 'ky';
import { apiBaseFinder, placeholderBase } from '../api/api-base.ts';
import { takeForm } from '../api/api-request.ts';
import { createAuthorizedFetch } from '../api/authorized-fetch.ts';
import { type AccessToken, accessTokenOf } from '../contract/access-token.ts';
import { type ClientOptions, defaultMaxRetryAfter } from '../contract/client-options.ts';
import { ClientEvents } from '../contract/events.ts';
import { invalidConfig } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';
import { isScope, scopeList } from '../contract/scope.ts';
import type { TokenSource } from '../contract/token-source.ts';
import { type Client, createClient } from '../endpoint/client.ts';
import { Budget } from '../platform/budget.ts';
import { longestTimer } from '../platform/clock.ts';
import { createRecentMap } from '../platform/recent-map.ts';
import { asyncSnapshot } from '../platform/runtime.ts';
import { createTokenSource, type TokenSourceContext } from '../renewal/token-source.ts';
import { checkProvider } from './check-provider.ts';
import { type Explanation, explain } from './explain.ts';
import { addMembers, type Extend } from './extend.ts';

/** A token source, with requests to the provider's API. */
export interface AuthorizedClient extends TokenSource {
  /**
   * `ky` for the provider's API, with the base URL, the bearer token and the provider's headers. When the API rejects
   * the token, the client gets a new one and sends the request once more.
   *
   * @see https://github.com/sindresorhus/ky
   */
  readonly api: KyInstance;
  /** The standard `fetch`, authorized like {@link api}. A path is resolved below the API's base URL. */
  readonly fetch: typeof globalThis.fetch;
  /** The state of the token, safe in a support ticket: it contains no secret, no token and no client id. */
  explain(): Explanation;
}

/**
 * A client of a provider, as an adapter's `createX` returns it. `Own` is what the adapter adds to the client of each
 * scope. The main client has it too: `interface AcmeClient extends ProviderClient<AcmeEndpoints>, AcmeEndpoints {}`.
 */
export interface ProviderClient<Own = unknown> extends AuthorizedClient {
  /**
   * The same client for another scope, with all members that the adapter adds. It shares secrets, cache, listener and
   * connections with this one. The same scopes in any order give the same object. A client keeps the 1,000 scopes that
   * were used last.
   *
   * @throws {GrantError} `invalid_config` for a scope with a character that RFC 6749 §3.3 does not allow.
   */
  scoped(scope: string | readonly string[]): AuthorizedClient & Own;
}

/** The type of an adapter's members. It excludes core's, and `then`, because `await` would take the client for a promise. */
type NoMemberOfCore = { readonly [Name in keyof ProviderClient | 'then']?: never };

/** How many scopes a client keeps besides its own. Beyond that, it forgets the least recently used scope. */
const mostScopes = 1_000;
const apiTimeout = 10_000;
const longestApiRetryAfter = 60_000;
const longestApiBackoff = 10_000;

/**
 * Makes a client of a provider. An adapter calls it after it has parsed its options.
 *
 * @throws {GrantError} `invalid_config` if the authentication method needs a secret that is missing, or cannot send the
 * client id; if a URL or the `defaultLifetime` of the provider cannot be used; or if the option `parameters` contains a
 * parameter that Grantkit or the adapter sets.
 * @example
 * ```ts
 * import { type ClientOptions, clientSecretPost, createProviderClient, parseOptions, type ProviderClient } from '@grantkit/core';
 *
 * export function createAcme(options: ClientOptions): ProviderClient {
 *   return createProviderClient(
 *     {
 *       name: 'acme',
 *       tokenEndpoint: 'https://auth.acme.example/token',
 *       apiBaseUrl: 'https://api.acme.example/v2',
 *       clientAuth: clientSecretPost(),
 *     },
 *     parseOptions('acme', {}, options),
 *   );
 * }
 * ```
 */
export function createProviderClient(provider: Provider, options: ClientOptions): ProviderClient;
/**
 * Makes a client of a provider with members of the adapter. The client of each scope gets these members too.
 *
 * @param extend makes the adapter's members for one client. Core calls it when it makes the client, and when it makes the
 * client of another scope. It returns a plain object. It must not start anything, because most clients of a large process
 * are not in use.
 * @throws {GrantError} `invalid_config` in the same cases as without `extend`. Also if `extend` fails, returns anything but a
 * plain object, or returns a member that has the name of a member of core.
 * @example
 * ```ts
 * import { type ClientOptions, clientSecretPost, createEndpointCaller, createProviderClient } from '@grantkit/core';
 *
 * const options: ClientOptions = { clientId: 'my-client', clientSecret: 'my-secret', scope: 'read' };
 * const provider = { name: 'acme', tokenEndpoint: 'https://auth.acme.example/token', clientAuth: clientSecretPost() };
 * const acme = createProviderClient(provider, options, (client) => {
 *   const callEndpoint = createEndpointCaller(client);
 *   return {
 *     async revoke(): Promise<void> {
 *       const { accessToken: token } = await client.token();
 *       await callEndpoint({ url: 'https://auth.acme.example/revoke', parameters: { token }, as: 'client' });
 *       await client.invalidate(token);
 *     },
 *   };
 * });
 * await acme.scoped('write').revoke(); // the token of the scope `write`
 * ```
 */
export function createProviderClient<Own extends object>(
  provider: Provider,
  options: ClientOptions,
  extend: (client: AuthorizedClient) => Own & NoMemberOfCore,
): ProviderClient<Own> & Own;
export function createProviderClient(provider: Provider, options: ClientOptions, extend?: Extend): ProviderClient {
  checkProvider(provider, options);
  const context = createContext(provider, options);
  const { onEvent } = options;
  const mainScope = parseScope(provider, options.scope);
  const others = lazily(() => createRecentMap<ScopedClient>(mostScopes));
  let main: ScopedClient | undefined;

  function create(scope: readonly string[] | undefined): ScopedClient {
    const own = createAuthorizedClient(context, scope, onEvent);
    const client = Object.assign(own.client, { invalidate: (token: AccessToken | string) => invalidate(own, token) });
    insides.set(client, context);
    if (extend !== undefined) addMembers(provider.name, client, extend);
    return own;
  }

  // Invalidate the token in every scope that has seen it, because `revoke(token)` does not know the token's scope.
  async function invalidate(own: ScopedClient, token: AccessToken | string): Promise<void> {
    const accessToken = accessTokenOf(token);
    if (accessToken === undefined) return;
    const all = [...(main ? [main] : []), ...others().values()];
    const holders = all.filter((other) => other !== own && other.hasSeen(accessToken));
    await Promise.all([own, ...holders].map((holder) => holder.invalidate(accessToken)));
  }

  main = create(mainScope);
  const { client } = main;
  return Object.assign(client, {
    scoped(given: string | readonly string[]) {
      const scope = parseScope(provider, given);
      const key = scopeKey(scope);
      if (key === scopeKey(mainScope)) return client;
      const scoped = others().get(key) ?? create(scope);
      others().set(key, scoped);
      return scoped.client;
    },
  });
}

function parseScope({ name }: Provider, scope: ClientOptions['scope']): readonly string[] | undefined {
  if (scope === undefined || isScope(scope)) return scopeList(scope);
  throw invalidConfig(name, 'A scope must be printable ASCII without quotes and backslashes');
}

/** The order of scopes has no meaning (RFC 6749 §3.3). */
function scopeKey(scope: readonly string[] | undefined): string {
  return scope?.toSorted().join(' ') ?? '';
}

// Kept apart from the clients, so that code that prints or inspects a client cannot show its secrets.
const insides = new WeakMap<AuthorizedClient, () => Client>();

/** The OAuth client inside the client of a scope, made when it is first needed. */
export function clientInside(authorizedClient: AuthorizedClient): () => Client {
  const inside = insides.get(authorizedClient);
  if (inside !== undefined) return inside;
  throw invalidConfig('grantkit', 'createEndpointCaller must be given a client that createProviderClient has made');
}

/** What all scopes of a client share. */
interface ClientContext extends TokenSourceContext {
  /** How many tokens may be invalidated because the API rejected them. */
  readonly budget: Budget;
}

function createContext(provider: Provider, options: ClientOptions): () => ClientContext {
  // Captured when the client is created. Otherwise the first caller's context would leak into later requests.
  const detached = asyncSnapshot();
  return lazily(() => {
    const client = createClient(provider, options);
    const { cache, maxRetryAfter = defaultMaxRetryAfter, expiryMargin, waitUntil } = options;
    return { ...client, cache, maxRetryAfter, expiryMargin, waitUntil, budget: new Budget(client.clock), detached };
  });
}

/** The client of one scope, as the clients of the other scopes see it. */
interface ScopedClient {
  readonly client: AuthorizedClient;
  /** Invalidates a token in this scope alone. */
  invalidate(token: AccessToken | string): Promise<void>;
  hasSeen(accessToken: string): boolean;
}

function createAuthorizedClient(
  context: () => ClientContext,
  scope: readonly string[] | undefined,
  onEvent: ClientOptions['onEvent'],
): ScopedClient {
  let used = false;
  const parts = lazily(() => {
    used = true;
    const { provider, clock } = context();
    const baseFor = apiBaseFinder(provider);
    const events = new ClientEvents(provider.name, scope, clock, onEvent);
    const source = createTokenSource(context(), scope, events);
    const fetch = createAuthorizedFetch({ ...context(), baseFor, source, events });
    return { prefix: typeof provider.apiBaseUrl === 'string' ? baseFor().prefix : placeholderBase, source, fetch };
  });
  const api = lazily(() =>
    ky.create({
      // It adds the token. A hook of ky could do that too, but ky's errors would then carry the token in their request.
      fetch: parts().fetch,
      hooks: { init: [takeForm(parts().fetch)] },
      // Longer than the deadline of `token()`. Otherwise callers would get ky's timeout, and not the `GrantError`.
      timeout: Math.min(context().timeout + apiTimeout, longestTimer),
      retry: { maxRetryAfter: longestApiRetryAfter, backoffLimit: longestApiBackoff, jitter: true },
      prefix: parts().prefix,
    }),
  );
  const invalidate = (token: AccessToken | string) => parts().source.invalidate(token);
  const client: AuthorizedClient = {
    token: (tokenOptions) => parts().source.token(tokenOptions),
    invalidate,
    fetch: (input, init) => parts().fetch(input, init),
    explain: () => explain(context(), scope, parts().source.state()),
    get api() {
      return api();
    },
  };
  return { client, invalidate, hasSeen: (accessToken) => used && parts().source.hasSeen(accessToken) };
}

/** Makes a part when it is first needed, because a process may hold a client for each of 100,000 tenants. */
function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
