import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  createAuthorizationServer,
  createFakeClock,
  type FakeClock,
} from '@grantkit/testing';
import { onTestFinished } from 'vitest';
import {
  type ClientOptions,
  clientSecretPost,
  createProviderClient,
  type GrantEvent,
  type Provider,
  type ProviderClient,
} from '../src/index.ts';

export const apiKey = 'api-key-8e21';

export interface Acme {
  readonly server: AuthorizationServer;
  readonly client: ProviderClient;
  readonly clock: FakeClock;
  readonly events: readonly GrantEvent[];
}

/** A server that is closed when the test is over. */
export async function startServer(options: AuthorizationServerOptions = {}): Promise<AuthorizationServer> {
  const clients = [{ clientId: 'acme-client', clientSecret: 'acme-secret' }];
  const server = await createAuthorizationServer({ clients, ...options });
  onTestFinished(() => server.close());
  return server;
}

/** A provider with an API key, its server, and a client of it; the API is below `/v2`. */
export async function startAcme(provider: Partial<Provider> = {}, options: Partial<ClientOptions> = {}): Promise<Acme> {
  const clock = createFakeClock();
  const server = await startServer({ now: clock.now });
  const events: GrantEvent[] = [];
  const client = createProviderClient(
    {
      name: 'acme',
      tokenEndpoint: server.tokenEndpoint,
      apiBaseUrl: `${server.url}/v2`,
      clientAuth: clientSecretPost(),
      apiHeaders: () => ({ 'x-api-key': apiKey, 'x-tenant': 'one' }),
      ...provider,
    },
    {
      clientId: 'acme-client',
      clientSecret: 'acme-secret',
      clock,
      onEvent: (event) => void events.push(event),
      ...options,
    },
  );
  return { server, client, clock, events };
}

/** The tokens that the API was shown, in order. */
export function shown(server: AuthorizationServer): readonly (string | undefined)[] {
  return server.apiRequests.map(({ headers }) => headers['authorization']?.replace('Bearer ', ''));
}

/** The tokens that were granted, in order. */
export function granted(server: AuthorizationServer): readonly string[] {
  return server.issued.map(({ accessToken }) => accessToken);
}
