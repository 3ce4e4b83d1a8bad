import { createPingAm, type PingAmClient, type PingAmOptions } from '@grantkit/pingam';

/** The clients of all customers. */
export interface TenantClients {
  /** The client of one customer. The first call creates it. */
  client(tenant: string): Promise<PingAmClient>;
  /** Forgets a customer whose options have changed, or who has left. */
  forget(tenant: string): void;
}

/**
 * Keeps the clients of the `most` customers who called last. `load` reads a customer's options. All options need the
 * same `cache`, so that a client that is created again finds its token.
 */
export function createTenantClients(load: (tenant: string) => Promise<PingAmOptions>, most = 1_000): TenantClients {
  // A `Map` keeps the order of insertion. Each call inserts again, so the first entry is the least recently used.
  const clients = new Map<string, Promise<PingAmClient>>();

  async function create(tenant: string): Promise<PingAmClient> {
    return createPingAm(await load(tenant));
  }

  return {
    client(tenant) {
      let client = clients.get(tenant);
      if (client === undefined) {
        const made = create(tenant);
        // Otherwise every later call would get the same error.
        made.catch(() => clients.get(tenant) === made && clients.delete(tenant));
        client = made;
      }
      clients.delete(tenant);
      clients.set(tenant, client);
      const [oldest] = clients.keys();
      if (clients.size > most && oldest !== undefined) clients.delete(oldest);
      return client;
    },
    forget(tenant) {
      clients.delete(tenant);
    },
  };
}
