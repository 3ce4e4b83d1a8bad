import {
  type ClientOptions,
  clientSecretBasic,
  createProviderClient,
  endpointUrl,
  headerText,
  type Provider,
  type ProviderClient,
  parseOptions,
  tokenEndpointUrl,
} from '../../src/index.ts';

/** Options of {@link createAcme}. */
export interface AcmeOptions extends ClientOptions {
  readonly apiKey: string;
  readonly tokenEndpoint: string;
  readonly apiBaseUrl: string;
}

/** A whole adapter: its API needs a key besides the token. */
export function createAcme(options: AcmeOptions): ProviderClient {
  const { provider, common } = describeAcme(options);
  return createProviderClient(provider, common);
}

export function describeAcme(options: AcmeOptions): { readonly provider: Provider; readonly common: ClientOptions } {
  const { apiKey, tokenEndpoint, apiBaseUrl, ...common } = parseOptions(
    'acme',
    { apiKey: headerText(), tokenEndpoint: tokenEndpointUrl(), apiBaseUrl: endpointUrl() },
    options,
  );
  return {
    common,
    provider: {
      name: 'acme',
      tokenEndpoint,
      apiBaseUrl,
      clientAuth: clientSecretBasic(),
      apiHeaders: () => ({ 'x-api-key': apiKey }),
      errorCodes: { bad_secret: 'invalid_client' },
      hint: ({ code }) => (code === 'invalid_client' ? 'Check the secret in the Acme console.' : undefined),
    },
  };
}
