import { randomUUID } from 'node:crypto';
import type { SecretValue } from '@grantkit/core';
import { type AuthorizationServer, createAuthorizationServer, type DialectName, dialects } from '@grantkit/testing';
import type { ClientsOptions } from './clients.ts';

/** A provider on this machine, for a provider whose variables are not set. */
export interface Simulator extends AsyncDisposable {
  readonly provider: SimulatedProvider;
  readonly server: AuthorizationServer;
  /** The options of the provider's client. */
  readonly options: ClientsOptions;
  readonly registration: Registration;
  /** The lifetime of its tokens, in seconds, as the provider documents it. */
  readonly lifetime: number;
  /** The secret that the server accepts now. */
  secret(): string;
  /** Gives the client a pair of secrets, the old and a new one, and makes the server refuse the old one. */
  rotateSecret(): void;
}

/** How the provider knows the client. */
export interface Registration {
  readonly clientId: string;
  readonly apiKey: string;
  /** What the token request has besides the grant type and the `Authorization` header. */
  readonly parameters: Readonly<Record<string, string>>;
}

export type SimulatedProvider = keyof typeof kinds;

/** Starts a simulator with a client of its own. */
export async function simulate(provider: SimulatedProvider): Promise<Simulator> {
  const { dialect, scope, options, idInBody }: Kind = kinds[provider];
  const clientId = randomUUID();
  const apiKey = randomUUID();
  let secret: string = randomUUID();
  let known: SecretValue = secret;
  const clients = [{ clientId, clientSecret: secret, scope }];
  const server = await createAuthorizationServer({ dialect, apiKey, clients });
  return {
    provider,
    server,
    options: options(server, { clientId, clientSecret: () => known, scope }, apiKey),
    registration: {
      clientId,
      apiKey,
      parameters: { scope: scope.join(' '), ...(idInBody && { client_id: clientId }) },
    },
    lifetime: dialects[dialect].lifetime,
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
  /** Whether the token request has the `client_id` in its body too. */
  readonly idInBody?: boolean;
  /** Points the provider's client to the server. */
  options(server: AuthorizationServer, client: CommonOptions, apiKey: string): ClientsOptions;
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
    idInBody: true,
    options: ({ url }, client, apiKey) => ({
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
