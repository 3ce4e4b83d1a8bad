import type { KyInstance } from 'ky';
import type { ClientOptions } from '../contract/client-options.ts';
import type { Provider } from '../contract/provider.ts';
import type { TokenSource } from '../contract/token-source.ts';
import { checkProvider } from './check-provider.ts';
import { ClientScopes } from './client-scopes.ts';
import type { Explanation } from './explain.ts';
import type { Extend } from './extend.ts';

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

/**
 * Makes a client of a provider. An adapter calls it after it has parsed its options.
 *
 * @throws {GrantError} `invalid_config` if the authentication method needs a secret that is missing, or cannot send the
 * client id; if a URL, the `defaultLifetime` or the `errorPage` of the provider cannot be used; or if the option
 * `parameters` contains a parameter that Grantkit or the adapter sets.
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
  return new ClientScopes(provider, options, extend).main.authorizedClient;
}
