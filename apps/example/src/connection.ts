import type { ClientOptions, ProviderClient } from '@grantkit/core';
import type { AuthorizationServer } from '@grantkit/testing';

/** One provider as this program uses it: the real service, or a simulator. */
export interface Connection extends AsyncDisposable {
  readonly provider: string;
  /** The simulator; `undefined` for the real service. */
  readonly simulator: AuthorizationServer | undefined;
  /** The path of the API call, below the API's base URL; `undefined` if no API is configured. */
  readonly apiPath: string | undefined;
  /**
   * Makes a client with the provider's options and this wiring.
   *
   * @throws {GrantError} `invalid_config` if an option is wrong.
   */
  createClient(wiring: Wiring): ProviderClient;
}

/** The options that the program itself sets, for every provider. */
export type Wiring = Pick<ClientOptions, 'cache' | 'fetch' | 'onEvent'>;

/** The options of a client, and the simulator that they point to, if there is one. */
export interface Target<Options> {
  readonly options: Options;
  readonly simulator?: AuthorizationServer;
}

export function connection<Options extends ClientOptions>(
  provider: string,
  { options, simulator }: Target<Options>,
  how: { createClient(options: Options): ProviderClient; readonly apiPath: string | undefined },
): Connection {
  return {
    provider,
    simulator,
    apiPath: how.apiPath,
    createClient: (wiring) => how.createClient({ ...options, ...wiring }),
    async [Symbol.asyncDispose]() {
      await simulator?.close();
    },
  };
}
