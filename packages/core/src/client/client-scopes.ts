import ky, { type KyInstance } from 'ky';
import { apiBaseFinder, placeholderBase } from '../api/api-base.ts';
import { takeForm } from '../api/api-request.ts';
import { createAuthorizedFetch } from '../api/authorized-fetch.ts';
import { type AccessToken, accessTokenOf } from '../contract/access-token.ts';
import type { ClientOptions } from '../contract/client-options.ts';
import { ClientEvents } from '../contract/events.ts';
import { invalidConfig } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';
import { isScope, scopeList } from '../contract/scope.ts';
import { type Client, createClient } from '../endpoint/client.ts';
import { Budget } from '../platform/budget.ts';
import { longestTimer } from '../platform/clock.ts';
import { createRecentMap, type RecentMap } from '../platform/recent-map.ts';
import { type AsyncScope, asyncScope } from '../platform/runtime.ts';
import type { TokenSourceContext } from '../renewal/renewal.ts';
import { RenewingTokenSource } from '../renewal/token-source.ts';
import { createAuthorizedClient } from './authorized-client.ts';
import type { Extend } from './extend.ts';
import type { ProviderClient } from './provider-client.ts';

/** How many scopes a client keeps besides its own. Beyond that, it forgets the least recently used scope. */
const mostScopes = 1_000;
const apiTimeout = 10_000;
const longestApiRetryAfter = 60_000;
const longestApiBackoff = 10_000;

/**
 * The scopes of one client, and what they share. A process may hold a client for each of 100,000 tenants, so each part
 * is made when it is first needed.
 */
export class ClientScopes implements TokenSourceContext {
  readonly provider: Provider;
  readonly options: ClientOptions;
  readonly extend: Extend | undefined;
  // Captured when the client is created. Otherwise the first caller's context would leak into later requests.
  readonly asyncScope: AsyncScope = asyncScope();
  readonly main: ClientScope;
  #client: Client | undefined;
  #apiBudget: Budget | undefined;
  #others: RecentMap<ClientScope> | undefined;

  constructor(provider: Provider, options: ClientOptions, extend: Extend | undefined) {
    this.provider = provider;
    this.options = options;
    this.extend = extend;
    this.main = new ClientScope(this, parseScope(provider, options.scope));
  }

  /** The OAuth client, which all scopes share. */
  get client(): Client {
    this.#client ??= createClient(this.provider, this.options);
    return this.#client;
  }

  /** Limits how many tokens the client invalidates because the API rejected them. */
  get apiBudget(): Budget {
    this.#apiBudget ??= new Budget(this.client.clock);
    return this.#apiBudget;
  }

  /** The scope with these names, in any order. */
  get(names: string | readonly string[]): ClientScope {
    const scope = parseScope(this.provider, names);
    const key = scopeKey(scope);
    if (key === scopeKey(this.main.names)) return this.main;
    this.#others ??= createRecentMap(mostScopes);
    const found = this.#others.get(key) ?? new ClientScope(this, scope);
    this.#others.set(key, found);
    return found;
  }

  /** All scopes that are in use. */
  all(): readonly ClientScope[] {
    return [this.main, ...(this.#others?.values() ?? [])];
  }
}

/** One scope of a client: its token, and its requests to the API. */
export class ClientScope {
  readonly scopes: ClientScopes;
  /** The names of the scope; `undefined` if the client asks for no scope. */
  readonly names: readonly string[] | undefined;
  #authorizedClient: ProviderClient | undefined;
  #source: RenewingTokenSource | undefined;
  #fetch: typeof globalThis.fetch | undefined;
  #api: KyInstance | undefined;

  constructor(scopes: ClientScopes, names: readonly string[] | undefined) {
    this.scopes = scopes;
    this.names = names;
  }

  /** The client that users hold. Only the client of the main scope has `scoped`. */
  get authorizedClient(): ProviderClient {
    this.#authorizedClient ??= createAuthorizedClient(this);
    return this.#authorizedClient;
  }

  get source(): RenewingTokenSource {
    this.#source ??= createSource(this);
    return this.#source;
  }

  get fetch(): typeof globalThis.fetch {
    this.#fetch ??= createFetch(this);
    return this.#fetch;
  }

  get api(): KyInstance {
    this.#api ??= createApi(this);
    return this.#api;
  }

  /** Invalidates the token in every scope that has seen it, because `revoke(token)` does not know the token's scope. */
  async invalidate(token: AccessToken | string): Promise<void> {
    const accessToken = accessTokenOf(token);
    if (accessToken === undefined) return;
    const holders = this.scopes.all().filter((other) => other !== this && other.#source?.hasSeen(accessToken));
    await Promise.all([this, ...holders].map(({ source }) => source.invalidate(accessToken)));
  }
}

function createSource({ scopes, names }: ClientScope): RenewingTokenSource {
  return new RenewingTokenSource(scopes, names, new ClientEvents(scopes.client, names, scopes.options.onEvent));
}

function createFetch({ scopes, source }: ClientScope): typeof globalThis.fetch {
  const { client, provider, apiBudget: budget } = scopes;
  return createAuthorizedFetch({ ...client, baseFor: apiBaseFinder(provider), source, events: source.events, budget });
}

function createApi({ scopes, fetch }: ClientScope): KyInstance {
  const { client, provider } = scopes;
  return ky.create({
    // It adds the token. A hook of ky could do that too, but ky's errors would then carry the token in their request.
    fetch,
    hooks: { init: [takeForm(fetch)] },
    // Longer than the deadline of `token()`. Otherwise callers would get ky's timeout, and not the `GrantError`.
    timeout: Math.min(client.timeout + apiTimeout, longestTimer),
    retry: { maxRetryAfter: longestApiRetryAfter, backoffLimit: longestApiBackoff, jitter: true },
    prefix: typeof provider.apiBaseUrl === 'string' ? apiBaseFinder(provider)().prefix : placeholderBase,
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
