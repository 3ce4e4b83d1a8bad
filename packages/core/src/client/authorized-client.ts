import type { KyInstance } from 'ky';
import type { AccessToken } from '../contract/access-token.ts';
import { invalidConfig } from '../contract/grant-error.ts';
import type { TokenOptions } from '../contract/token-source.ts';
import type { Client } from '../endpoint/client.ts';
import type { RenewingTokenSource } from '../renewal/token-source.ts';
import type { ClientScope } from './client-scopes.ts';
import { explain } from './explain.ts';
import { addMembers } from './extend.ts';
import type { AuthorizedClient, ProviderClient } from './provider-client.ts';

/**
 * Makes the client that users hold, for one scope. Only the client of the main scope has `scoped`. The methods are own
 * members that need no `this`, so that `const { token } = client` works.
 */
export function createAuthorizedClient(scope: ClientScope): ProviderClient {
  const { provider, extend, main } = scope.scopes;
  // Kept here too. Otherwise each call would read one more object, which may not be in the processor's cache.
  let source: RenewingTokenSource | undefined;
  const client = {
    token(tokenOptions?: TokenOptions) {
      source ??= scope.source;
      return source.token(tokenOptions);
    },
    invalidate: (token: AccessToken | string) => scope.invalidate(token),
    fetch: (input: string | URL | Request, init?: RequestInit) => scope.fetch(input, init),
    explain: () => explain(scope.scopes.client, scope.names, scope.source.state()),
  };
  addApi(client, () => scope.api);
  insides.set(client, scope.scopes);
  if (extend !== undefined) addMembers(provider.name, client, extend);
  // `createProviderClient` must not make this function, whose variables would then take 40 bytes for each client.
  addScoped(client, scope === main ? (names) => scope.scopes.get(names).authorizedClient : undefined);
  return client;
}

function addScoped(
  client: object,
  scoped: ProviderClient['scoped'] | undefined,
): asserts client is Pick<ProviderClient, 'scoped'> {
  if (scoped !== undefined) Object.assign(client, { scoped });
}

function addApi(client: object, make: () => KyInstance): asserts client is Pick<AuthorizedClient, 'api'> {
  Object.defineProperty(client, makeApi, { value: make });
  Object.defineProperty(client, 'api', api);
}

const makeApi = Symbol('api');

/** One getter for all clients. If each client had its own, V8 would keep each client as a hash table of 1 kB. */
const api: PropertyDescriptor & ThisType<{ [makeApi](): KyInstance }> = {
  // Otherwise a test of an application could not replace it as it can replace the other members.
  configurable: true,
  enumerable: true,
  get() {
    return this[makeApi]();
  },
};

// Kept apart from the clients, so that code that prints or inspects a client cannot show its secrets.
const insides = new WeakMap<AuthorizedClient, { readonly client: Client }>();

/** The OAuth client inside the client of a scope, made when it is first needed. */
export function clientInside(authorizedClient: AuthorizedClient): { readonly client: Client } {
  const inside = insides.get(authorizedClient);
  if (inside !== undefined) return inside;
  throw invalidConfig('grantkit', 'createEndpointCaller must be given a client that createProviderClient has made');
}
