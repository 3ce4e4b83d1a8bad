import {
  type AuthorizedClient,
  type ClientAuth,
  type ClientOptions,
  clientSecretBasic,
  clientSecretPost,
  createProviderClient,
  type GrantEvent,
  memoryTokenCache,
  type ProviderClient,
} from '@grantkit/core';
import { type ClientId, secretOf } from './credentials.ts';
import type { Faults } from './faults.ts';
import { faultyTokenCache } from './faulty-cache.ts';
import { machineClock } from './machine-clock.ts';

/** A client, or one scope of a client, that the callers of the soak test use. */
export interface SoakClient {
  /** The name of the client and its scope. */
  readonly name: string;
  readonly clientId: ClientId;
  readonly client: AuthorizedClient;
}

export interface ClientsContext {
  readonly tokenEndpoint: string;
  readonly apiBaseUrl: string;
  readonly faults: Faults;
  /** Receives the events of all clients. */
  onEvent(name: string, event: GrantEvent): void;
}

/** Longer than a window of faults and shorter than a run. A hanging server then costs a call, not the run. */
const timeout = 2_000;

/** Below the minute in which a client must recover. The servers of the soak test ask for a second. */
const maxRetryAfter = 5_000;

export function createClients({ tokenEndpoint, apiBaseUrl, faults, onEvent }: ClientsContext): readonly SoakClient[] {
  const clocks = [machineClock(0, faults), machineClock(1, faults)];
  function create(clientId: ClientId, index: number, options: Partial<ClientOptions>, clientAuth: ClientAuth) {
    const name = `${clientId}-${index}`;
    const client = createProviderClient(
      { name, tokenEndpoint, apiBaseUrl, clientAuth },
      {
        clientId,
        clientSecret: () => secretOf(clientId),
        timeout,
        maxRetryAfter,
        clock: clocks[index % 2],
        onEvent: (event) => onEvent(nameOf(name, event.scope), event),
        ...options,
      },
    );
    return { name: nameOf(name, client.explain().scope), clientId, client };
  }
  const faultyCache = faultyTokenCache(faults);
  const cache = memoryTokenCache();
  const [basic, post] = [clientSecretBasic(), clientSecretPost()];
  return [
    create('short', 0, {}, post),
    create('long', 1, { timeout: 3_000 }, basic),
    ...[0, 1, 2, 3].map((index) => create('shared', index, { cache: faultyCache }, basic)),
    ...[0, 1].map((index) => create('pair', index, { cache }, post)),
    create('pair', 2, {}, basic),
    ...withScopes(create('scopes', 0, { cache, scope: 'read' }, basic)),
  ];
}

function nameOf(name: string, scope: readonly string[] = []): string {
  return [name, ...scope].join(' ');
}

/** Adds two more scopes of a client. */
function withScopes(soakClient: SoakClient & { readonly client: ProviderClient }): readonly SoakClient[] {
  const scoped = ['write', 'admin read'].map((scope) => {
    const client = soakClient.client.scoped(scope);
    return { ...soakClient, name: nameOf('scopes-0', client.explain().scope), client };
  });
  return [soakClient, ...scoped];
}
