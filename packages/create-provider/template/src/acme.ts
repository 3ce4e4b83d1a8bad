import {
  type ClientOptions,
  type ClientSecret,
  clientSecretBasic,
  createProviderClient,
  endpointUrl,
  type GrantFailure,
  type ProviderClient,
  parseOptions,
  tokenEndpointUrl,
} from '@grantkit/core';
import * as v from 'valibot';

/** Options of {@link createAcme}. */
export interface AcmeOptions extends ClientOptions {
  /** The client's secret, a pair `[current, next]` during a rotation, or a function that fetches either. */
  readonly clientSecret: ClientSecret;
  /** The URL of the token endpoint. @default 'https://auth.acme.example/token' */
  readonly tokenEndpoint?: string | undefined;
  /** The base URL of the API. @default 'https://api.acme.example' */
  readonly apiBaseUrl?: string | undefined;
}

/**
 * Makes a client for Acme. It gets, keeps and renews the token, and calls Acme's API with it.
 *
 * @throws {GrantError} `invalid_config` if an option is missing, wrong or unknown.
 * @see FILL IN: the URL of Acme's page about client credentials
 * @example
 * ```ts
 * import { createAcme } from 'grantkit-acme';
 *
 * const client = createAcme({ clientId: 'client-id', clientSecret: async () => 'fetched from a secret store' });
 * const { accessToken } = await client.token();
 * ```
 */
export function createAcme(options: AcmeOptions): ProviderClient {
  const { tokenEndpoint, apiBaseUrl, ...common } = parseOptions(
    'acme',
    {
      tokenEndpoint: v.optional(tokenEndpointUrl(), 'https://auth.acme.example/token'),
      apiBaseUrl: v.optional(endpointUrl(), 'https://api.acme.example'),
    },
    options,
  );
  const clientAuth = clientSecretBasic();
  return createProviderClient({ name: 'acme', tokenEndpoint, apiBaseUrl, clientAuth, hint: hintFor }, common);
}

/** What to do about a failure, in Acme's terms. */
function hintFor({ code }: GrantFailure): string | undefined {
  // FILL IN: where Acme's customers find their client id and secret
  if (code === 'invalid_client') return 'Check the client id and secret that Acme has issued.';
  return undefined;
}
