import { createProviderClient, createServerEndpoints, invalidConfig, type Provider } from '@grantkit/core';
import { endpointsBelow } from '../endpoint-urls.ts';
import type { PingAmClient } from '../pingam.ts';
import { serviceAccountAuth, serviceAccountClient } from './auth.ts';
import { serviceAccountHint } from './hints.ts';
import type { ServiceAccountOptions } from './options.ts';

/**
 * Makes a client for a service account of Advanced Identity Cloud.
 *
 * @see https://docs.pingidentity.com/pingoneaic/developer-docs/authenticate-to-rest-api-with-access-token.html
 */
export function createServiceAccountClient(options: ServiceAccountOptions): PingAmClient {
  const { tenant, serviceAccount, headers, apiBaseUrl = `https://${tenant}`, ...common } = options;
  const endpointsAt = (host: string) => endpointsBelow(`https://${host}/am/oauth2`);
  const metadata = endpointsAt(tenant);
  const { issuer, tokenEndpoint, revocationEndpoint, jwksUri } = metadata;
  const provider: Provider = {
    name: 'pingam',
    issuer,
    tokenEndpoint,
    // Ping's page demands the port in it. AM compares text.
    assertionAudience: endpointsAt(`${tenant}:443`).tokenEndpoint,
    apiBaseUrl,
    clientAuth: serviceAccountAuth(serviceAccount),
    headers,
    hint: serviceAccountHint,
    errorPage: '#pingam-service-accounts',
  };
  return createProviderClient(provider, { ...common, clientId: serviceAccountClient }, (client) => {
    const { introspect, revoke } = createServerEndpoints({
      provider: 'pingam',
      client,
      async find(endpoint) {
        if (endpoint === 'revocationEndpoint') return { url: revocationEndpoint, audience: undefined };
        // AM demands a client that authenticates there, and the client of service accounts is public.
        throw invalidConfig(
          'pingam',
          'A service account cannot introspect a token',
          'Read `scope` and `expiresAt` of the token, or introspect it with a client of a realm, which has credentials.',
        );
      },
    });
    return { introspect, revoke, metadata: async () => metadata, issuer, jwksUri };
  });
}
