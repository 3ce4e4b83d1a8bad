import { type ClientOptions, clientSecretPost, createProviderClient, type ProviderClient } from '@grantkit/core';
import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  createAuthorizationServer,
} from '@grantkit/testing';
import { onTestFinished } from 'vitest';

export const clientId = 'acme-client';
export const clientSecret = 'acme-secret-5d1f';

/** Starts a server on a real socket. It is closed when the test is over. */
export async function startServer(options: AuthorizationServerOptions = {}): Promise<AuthorizationServer> {
  const server = await createAuthorizationServer({
    clients: [{ clientId, clientSecret, scope: ['write'] }],
    ...options,
  });
  onTestFinished(() => server.close());
  return server;
}

export function createAcme(server: AuthorizationServer, options: Partial<ClientOptions> = {}): ProviderClient {
  const { tokenEndpoint, url } = server;
  return createProviderClient(
    { name: 'acme', tokenEndpoint, apiBaseUrl: `${url}/api`, clientAuth: clientSecretPost() },
    { clientId, clientSecret, ...options },
  );
}
