import {
  type AuthorizedClient,
  type ClientOptions,
  type ClientSecret,
  clientSecretBasic,
  createProviderClient,
  endpointUrl,
  type Provider,
  type ProviderClient,
  parseOptions,
  tokenEndpointUrl,
} from '@grantkit/core';
import * as v from 'valibot';
import { errorCodes, hintFor, readReply, rejects } from './api-error.ts';
import { type PulsoidEndpoints, pulsoidEndpoints } from './endpoints.ts';

/** Options of {@link createPulsoid}. */
export interface PulsoidOptions extends ClientOptions {
  /** The app's secret, a pair `[current, next]` during a rotation, or a function that fetches either. */
  readonly clientSecret: ClientSecret;
  /** The text between two scopes. Pulsoid's own pages name both a space and a comma. @default ' ' */
  readonly scopeSeparator?: ' ' | ',' | undefined;
  /** The URL of the token endpoint. @default 'https://pulsoid.net/oauth2/token' */
  readonly tokenEndpoint?: string | undefined;
  /** The base URL of the API, validation and revocation. @default 'https://dev.pulsoid.net', which is production */
  readonly apiBaseUrl?: string | undefined;
}

/** A client of Pulsoid, as {@link createPulsoid} returns it. */
export interface PulsoidClient extends ProviderClient<PulsoidEndpoints>, PulsoidEndpoints {}

/**
 * Makes a client for one Pulsoid app. It gets, keeps and renews the app's server token, and calls Pulsoid's API.
 *
 * @throws {GrantError} `invalid_config` if an option is missing, wrong or unknown.
 * @see https://docs.pulsoid.net/access-token-management/oauth2-client-credentials-grant-type-server-token
 * @example
 * ```ts
 * import { createPulsoid } from '@grantkit/pulsoid';
 *
 * const pulsoid = createPulsoid({
 *   clientId: 'c0403af6-998a-4b22-b08b-cc7329bbdc03',
 *   clientSecret: async () => 'fetched from a secret store',
 *   scope: ['profile:create'],
 * });
 * const { accessToken } = await pulsoid.token();
 * ```
 */
export function createPulsoid(options: PulsoidOptions): PulsoidClient {
  const { scopeSeparator, tokenEndpoint, apiBaseUrl, ...common } = parseOptions(
    'pulsoid',
    {
      scopeSeparator: v.optional(v.picklist([' ', ','], 'a space or a comma')),
      // Neither host can be derived from the other.
      tokenEndpoint: v.optional(tokenEndpointUrl(), 'https://pulsoid.net/oauth2/token'),
      apiBaseUrl: v.optional(endpointUrl(), 'https://dev.pulsoid.net'),
    },
    options,
  );
  const { provider, extend } = partsFor(tokenEndpoint, apiBaseUrl, scopeSeparator);
  return createProviderClient(provider, common, extend);
}

/** What clients of the same hosts share. A process may hold a client for each of 100,000 tenants. */
interface SharedParts {
  readonly provider: Provider;
  readonly extend: (client: AuthorizedClient) => PulsoidEndpoints;
}

/** The parts of the last client, because the clients of a process usually have the same hosts. */
let last: SharedParts | undefined;

function partsFor(tokenEndpoint: string, apiBaseUrl: string, scopeSeparator: Provider['scopeSeparator']): SharedParts {
  const { provider } = last ?? {};
  const sameHosts = provider?.tokenEndpoint === tokenEndpoint && provider.apiBaseUrl === apiBaseUrl;
  if (last && sameHosts && provider.scopeSeparator === scopeSeparator) return last;
  last = {
    provider: {
      name: 'pulsoid',
      tokenEndpoint,
      apiBaseUrl,
      // Pulsoid's page asks for "base64 encoded client_id:client_secret", without form encoding.
      clientAuth: clientSecretBasic({ encoding: 'raw' }),
      scopeSeparator,
      readReply,
      errorCodes,
      rejects,
      hint: hintFor,
      errorPage: '#pulsoid',
    },
    extend: pulsoidEndpoints(apiBaseUrl),
  };
  return last;
}
