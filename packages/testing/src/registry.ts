import type { IssuedToken, RegisteredClient, Registry } from './dialect.ts';

/** The server's own side of the {@link Registry}: it can change what dialects only read. */
export interface MutableRegistry extends Registry {
  readonly issued: readonly IssuedToken[];
  issue(accessToken: string, clientId: string, scope: readonly string[]): IssuedToken;
  rejectIssuedTokens(): void;
  setClientSecret(clientId: string, clientSecret: string | readonly string[]): void;
  setLifetime(seconds: number): void;
}

export interface RegistryOptions {
  readonly clients: readonly RegisteredClient[];
  readonly lifetime: number;
  readonly now: () => number;
  readonly apiKey: string | undefined;
  readonly realms: readonly string[];
}

export function createRegistry(options: RegistryOptions): MutableRegistry {
  const { clients, now, apiKey, realms } = options;
  const clientsById = new Map(clients.map((client) => [client.clientId, client]));
  const accepted = new Map<string, IssuedToken>();
  const issued: IssuedToken[] = [];
  let { lifetime } = options;

  return {
    apiKey,
    realms,
    findClient: (clientId) => clientsById.get(clientId),
    tokenState(accessToken) {
      const token = accepted.get(accessToken);
      if (token === undefined) return 'unknown';
      return now() < token.expiresAt ? 'good' : 'expired';
    },
    findToken: (accessToken) => accepted.get(accessToken),
    revokeToken: (accessToken) => void accepted.delete(accessToken),
    now,

    issued,
    issue(accessToken, clientId, scope) {
      const issuedAt = now();
      const token = { accessToken, clientId, scope, lifetime, issuedAt, expiresAt: issuedAt + lifetime * 1000 };
      issued.push(token);
      accepted.set(accessToken, token);
      return token;
    },
    rejectIssuedTokens: () => accepted.clear(),
    setClientSecret(clientId, clientSecret) {
      const client = clientsById.get(clientId);
      if (client === undefined) throw new Error(`No client "${clientId}" is registered with this server`);
      clientsById.set(clientId, { ...client, clientSecret });
    },
    setLifetime(seconds) {
      lifetime = seconds;
    },
  };
}
