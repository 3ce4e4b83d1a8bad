import type { ClientOptions, ProviderClient } from '@grantkit/core';
import type { AuthorizationServer } from '@grantkit/testing';

/** One provider, as this program meets it: the real service, or a simulator of it. */
export interface Connection extends AsyncDisposable {
  readonly provider: string;
  /** `undefined` where the service is real. */
  readonly simulator: AuthorizationServer | undefined;
  /** What to get from the API, below its base URL; `undefined` where no API is configured. */
  readonly apiPath: string | undefined;
  /** @throws {GrantError} `invalid_config` */
  createClient(wiring: Wiring): ProviderClient;
}

/** What the clients of all providers have in common. */
export type Wiring = Pick<ClientOptions, 'cache' | 'fetch' | 'onEvent'>;

/** Where a client's options lead. */
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
