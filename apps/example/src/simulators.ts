import { randomUUID } from 'node:crypto';
import type { SecretValue } from '@grantkit/core';
import { type AuthorizationServer, createAuthorizationServer, type DialectName } from '@grantkit/testing';
import type { ClientsOptions } from './clients.ts';

/** A provider on this machine, for a provider whose variables are not set. */
export interface Simulator extends AsyncDisposable {
  readonly server: AuthorizationServer;
  /** The options of the provider's client. */
  readonly options: ClientsOptions;
  /** The secret that the server accepts. */
  readonly secret: () => string;
  readonly registration: Registration;
  /** Gives the server another secret. From now on it refuses the old one. The client already knows both. */
  rotateSecret(): void;
}

/** How the provider knows the client. */
export interface Registration {
  readonly clientId: string;
  readonly scope: readonly string[];
  readonly apiKey: string;
}

export type SimulatedProvider = keyof typeof kinds;

/** Starts a simulator, with a client that nobody else knows. */
export async function simulate(provider: SimulatedProvider): Promise<Simulator> {
  const { dialect, scope, options } = kinds[provider];
  const registration = { clientId: randomUUID(), scope, apiKey: randomUUID() };
  const { clientId, apiKey } = registration;
  let secret = randomUUID();
  let known: SecretValue = secret;
  const server = await createAuthorizationServer({
    dialect,
    apiKey,
    clients: [{ clientId, clientSecret: secret, scope }],
  });
  return {
    server,
    registration,
    options: options(server, { clientId, clientSecret: () => known, scope }, registration),
    secret: () => secret,
    rotateSecret() {
      const next = randomUUID();
      known = [secret, next];
      secret = next;
      server.setClientSecret(clientId, next);
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

interface Kind {
  readonly dialect: DialectName;
  readonly scope: readonly string[];
  /** Points the provider's client to the server. */
  options(server: AuthorizationServer, client: CommonOptions, registration: Registration): ClientsOptions;
}

interface CommonOptions {
  readonly clientId: string;
  readonly clientSecret: () => SecretValue;
  readonly scope: readonly string[];
}

const kinds = {
  pulsoid: {
    dialect: 'pulsoid',
    scope: ['profile:create'],
    options: ({ url, tokenEndpoint }, client) => ({ pulsoid: { ...client, tokenEndpoint, apiBaseUrl: url } }),
  },
  smokeball: {
    dialect: 'smokeball',
    scope: ['matters/read'],
    options: ({ url }, client, { apiKey }) => ({
      smokeball: { ...client, region: 'au', apiKey, authBaseUrl: url, apiBaseUrl: url },
    }),
  },
  pingam: {
    dialect: 'pingam8',
    scope: ['write'],
    options: ({ url }, client) => ({
      pingam: { ...client, baseUrl: `${url}/am`, realm: '/alpha', apiBaseUrl: `${url}/api` },
    }),
  },
} as const satisfies Record<string, Kind>;
