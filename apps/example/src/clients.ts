import type { ClientOptions } from '@grantkit/core';
import { createIssuerClient, type IssuerClient, type IssuerOptions } from '@grantkit/issuer';
import { createPingAm, type PingAmClient, type PingAmOptions } from '@grantkit/pingam';
import { createPulsoid, type PulsoidClient, type PulsoidOptions } from '@grantkit/pulsoid';
import { createSmokeball, type SmokeballClient, type SmokeballOptions } from '@grantkit/smokeball';

/** The options of each provider's client. Leave out the providers that you do not use. */
export interface ClientsOptions {
  readonly pulsoid?: PulsoidOptions | undefined;
  readonly smokeball?: SmokeballOptions | undefined;
  readonly pingam?: PingAmOptions | undefined;
  /** Any standard authorization server: Keycloak, Auth0, Okta, Entra, Cognito and others. */
  readonly issuer?: IssuerOptions | undefined;
}

/** The options that all clients share. With one cache, they and other processes share their tokens. */
export type SharedOptions = Pick<ClientOptions, 'cache' | 'fetch' | 'onEvent'>;

/** A client for each provider that has options. */
export interface Clients {
  readonly pulsoid: PulsoidClient | undefined;
  readonly smokeball: SmokeballClient | undefined;
  readonly pingam: PingAmClient | undefined;
  readonly issuer: IssuerClient | undefined;
}

/**
 * Makes the clients of all providers. A program makes them once, when it starts. No client sends a request before its
 * first call.
 *
 * @throws {GrantError} `invalid_config` if an option is missing, wrong or unknown.
 */
export function createClients(options: ClientsOptions, shared: SharedOptions): Clients {
  const { pulsoid, smokeball, pingam, issuer } = options;
  return {
    pulsoid: pulsoid && createPulsoid({ ...shared, ...pulsoid }),
    smokeball: smokeball && createSmokeball({ ...shared, ...smokeball }),
    pingam: pingam && createPingAm({ ...shared, ...pingam }),
    issuer: issuer && createIssuerClient({ ...shared, ...issuer }),
  };
}
