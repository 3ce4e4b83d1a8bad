import type { ProviderClient } from '@grantkit/core';
import { type Clients, type ClientsOptions, createClients, type SharedOptions } from './clients.ts';
import { type SimulatedProvider, type Simulator, simulate } from './simulators.ts';

/** One provider as this program uses it: the real service, or a simulator. */
export interface Connection extends AsyncDisposable {
  readonly provider: keyof Clients;
  /** The simulator; `undefined` for the real service. */
  readonly simulator: Simulator | undefined;
  /** The path of the API call, below the API's base URL; `undefined` if no API is configured. */
  readonly apiPath: string | undefined;
  /**
   * Makes a client of this provider alone.
   *
   * @throws {GrantError} `invalid_config` if an option is wrong.
   */
  createClient(shared: SharedOptions): ProviderClient;
}

/** Connects to the real services that have options, and to simulators of the others. */
export async function connect(real: ClientsOptions): Promise<readonly Connection[]> {
  const connections = await Promise.all([
    connectOrSimulate('pulsoid', real.pulsoid && { pulsoid: real.pulsoid }),
    connectOrSimulate('smokeball', real.smokeball && { smokeball: real.smokeball }),
    connectOrSimulate('pingam', real.pingam && { pingam: real.pingam }),
  ]);
  return real.issuer ? [...connections, connection('issuer', { issuer: real.issuer })] : connections;
}

async function connectOrSimulate(provider: SimulatedProvider, real: ClientsOptions | undefined): Promise<Connection> {
  if (real !== undefined) return connection(provider, real);
  const simulator = await simulate(provider);
  return connection(provider, simulator.options, simulator);
}

function connection(provider: keyof Clients, options: ClientsOptions, simulator?: Simulator): Connection {
  return {
    provider,
    simulator,
    apiPath: apiPathOf(provider, options),
    createClient(shared) {
      const client = createClients(options, shared)[provider];
      if (client === undefined) throw new Error(`There are no options for ${provider}`);
      return client;
    },
    async [Symbol.asyncDispose]() {
      await simulator?.[Symbol.asyncDispose]();
    },
  };
}

function apiPathOf(provider: keyof Clients, options: ClientsOptions): string | undefined {
  switch (provider) {
    case 'pulsoid':
      // https://docs.pulsoid.net/access-token-management/validate-authorization-token
      return 'api/v1/token/validate';
    case 'smokeball':
      // One matter is enough to see that the token, the API key and the account fit together.
      return 'matters?limit=1';
    default:
      // These servers only grant tokens. The program knows nothing about the API except its base URL.
      return options[provider]?.apiBaseUrl === undefined ? undefined : '';
  }
}
