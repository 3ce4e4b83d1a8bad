import ky, { type KyInstance } from 'ky';
import { apiBase } from '../api/api-base.ts';
import { createAuthorizedFetch } from '../api/authorized-fetch.ts';
import type { AccessToken } from '../contract/access-token.ts';
import { type ClientOptions, defaultTimeout } from '../contract/client-options.ts';
import { endpointUrlRule, isEndpointUrl } from '../contract/endpoint-url.ts';
import { createEvents } from '../contract/events.ts';
import { invalidConfig } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';
import { isScope, scopeList } from '../contract/scope.ts';
import { createRefusals, noRefusals } from '../endpoint/refused-credentials.ts';
import { createSecretRing } from '../endpoint/secret-ring.ts';
import { createRenewalBudget, type RenewalBudget } from '../platform/budget.ts';
import { longestTimer, systemClock } from '../platform/clock.ts';
import { asyncSnapshot } from '../platform/runtime.ts';
import { createTokenSource, type TokenSource, type TokenSourceContext } from '../renewal/token-source.ts';
import { type Explanation, explain } from './explain.ts';

/** A token source, and the provider's API behind it. */
export interface AuthorizedClient extends TokenSource {
  /**
   * `ky` for the provider's API: base URL, bearer token and the provider's headers are there; a token that the API
   * rejects is replaced, and the request is sent once more.
   */
  readonly api: KyInstance;
  /** The standard `fetch`, authorized likewise. A path is taken to be below the API's base URL. */
  readonly fetch: typeof globalThis.fetch;
  /** The state of the token, without anything secret in it: fit for a ticket. */
  explain(): Explanation;
}

/** What an adapter's `createX` returns. */
export interface ProviderClient extends AuthorizedClient {
  /**
   * The same client for another scope: it shares secret, cache, listener and connections with this one, and is the
   * same object for the same scopes, in whatever order.
   */
  scoped(scope: string | readonly string[]): AuthorizedClient;
}

const defaultMaxRetryAfter = 300_000;
const apiTimeout = 10_000;
const longestApiRetryAfter = 60_000;
const longestApiBackoff = 10_000;

/**
 * Makes a client of a provider: all that an adapter does after it has read its options.
 *
 * @throws {GrantError} `invalid_config`
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
export function createProviderClient(provider: Provider, options: ClientOptions): ProviderClient {
  checkProvider(provider, options);
  const context = lazily(createContext(provider, options));
  const clients = new Map<string, AuthorizedClient>();

  function scoped(scope: string | readonly string[] | undefined): AuthorizedClient {
    if (scope !== undefined && !isScope(scope))
      throw invalidConfig(provider.name, 'A scope has a character that none can have');
    const scopes = scopeList(scope);
    const key = scopes?.toSorted().join(' ') ?? '';
    const known = clients.get(key);
    if (known !== undefined) return known;
    const client = createAuthorizedClient(context, scopes, options.onEvent);
    clients.set(key, client);
    return client;
  }

  const main = scoped(options.scope);
  const { invalidate } = main;
  return Object.assign(main, {
    scoped,
    /** Whoever gives a token back, as revocation does, need not know which scope it is of. */
    invalidate: async (token: AccessToken | string) => {
      const others = [...clients.values()].filter((client) => client !== main);
      await Promise.all([invalidate(token), ...others.map((client) => client.invalidate(token))]);
    },
  });
}

function checkProvider({ name, clientAuth, tokenEndpoint, apiBaseUrl }: Provider, options: ClientOptions): void {
  if (clientAuth.usesClientSecret && options.clientSecret === undefined) {
    throw invalidConfig(name, `The option \`clientSecret\` is missing: ${clientAuth.method} needs it`);
  }
  for (const url of [tokenEndpoint, apiBaseUrl]) {
    if (typeof url === 'string' && !isEndpointUrl(url)) {
      throw invalidConfig(name, `The provider's \`tokenEndpoint\` and \`apiBaseUrl\` must be ${endpointUrlRule}`);
    }
  }
}

/** What all scopes of a client share. */
interface ClientContext extends TokenSourceContext {
  readonly budget: RenewalBudget;
}

function createContext(provider: Provider, options: ClientOptions): () => ClientContext {
  const { clock = systemClock } = options;
  // Now, not when it is first needed: whoever needs it first must not have its context kept for the others.
  const detached = asyncSnapshot();
  return () => ({
    provider,
    clientId: options.clientId,
    secrets: createSecretRing(provider, options.clientSecret),
    refusals: options.rememberRefusals === false ? noRefusals : createRefusals(clock),
    budget: createRenewalBudget(clock),
    clock,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    cache: options.cache,
    timeout: options.timeout ?? defaultTimeout,
    maxRetryAfter: options.maxRetryAfter ?? defaultMaxRetryAfter,
    detached,
  });
}

function createAuthorizedClient(
  context: () => ClientContext,
  scope: readonly string[] | undefined,
  onEvent: ClientOptions['onEvent'],
): AuthorizedClient {
  const parts = lazily(() => {
    const { provider, clock } = context();
    const base = apiBase(provider.apiBaseUrl);
    const events = createEvents(provider.name, scope, clock, onEvent);
    const source = createTokenSource(context(), scope, events);
    const fetch = createAuthorizedFetch({ ...context(), base, source, events });
    return { base, source, fetch };
  });
  const api = lazily(() =>
    ky.create({
      // Under `ky`, not in a hook of it: its errors carry the request, and must not carry the token with it.
      fetch: parts().fetch,
      // Above the token's own deadline: while a server hangs, callers learn so from the token, which remembers it.
      timeout: Math.min(context().timeout + apiTimeout, longestTimer),
      retry: { maxRetryAfter: longestApiRetryAfter, backoffLimit: longestApiBackoff, jitter: true },
      // Without a base URL `fetch` says what is missing; `ky` alone would only say that it cannot parse a path.
      prefix: parts().base?.prefix ?? 'https://api-base-url.invalid/',
    }),
  );
  return {
    token: (tokenOptions) => parts().source.token(tokenOptions),
    invalidate: (token) => parts().source.invalidate(token),
    fetch: (input, init) => parts().fetch(input, init),
    explain: () => explain(context().provider, scope, parts().source.state(), context().clock),
    get api() {
      return api();
    },
  };
}

/** Nothing is made before it is needed: a process may hold a client for each of its hundred thousand tenants. */
function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
