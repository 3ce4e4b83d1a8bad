import type { IssuedToken, RegisteredClient, Registry } from '../contract/dialect.ts';

/** The {@link Registry} as the server uses it: the server can change what a dialect can only read. */
export interface MutableRegistry extends Registry {
  /** Every token issued so far, in order. */
  readonly issued: readonly IssuedToken[];
  /** Issues a token with the current lifetime. */
  issue(accessToken: string, clientId: string, scope: readonly string[]): IssuedToken;
  /** Makes every token issued so far unknown. */
  rejectIssuedTokens(): void;
  /** Replaces the secret of a registered client. */
  setClientSecret(clientId: string, clientSecret: string | readonly string[]): void;
  /** Sets the lifetime, in seconds, of the tokens issued from now on. */
  setLifetime(seconds: number): void;
}

export interface RegistryOptions {
  readonly clients: readonly RegisteredClient[];
  /** The lifetime of a token at first, in seconds. */
  readonly lifetime: number;
  readonly now: () => number;
  readonly apiKey: string | undefined;
  readonly realms: readonly string[];
  readonly url: string;
}

export function createRegistry(options: RegistryOptions): MutableRegistry {
  const { clients, now, apiKey, realms, url } = options;
  const clientsById = new Map(clients.map((client) => [client.clientId, client]));
  const accepted = new Map<string, IssuedToken>();
  const issued: IssuedToken[] = [];
  let { lifetime } = options;

  return {
    apiKey,
    realms,
    url,
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
      if (client === undefined) {
        throw new Error(`The server knows no client "${clientId}". Add it to the option \`clients\`.`);
      }
      clientsById.set(clientId, { ...client, clientSecret });
    },
    setLifetime(seconds) {
      lifetime = seconds;
    },
  };
}
