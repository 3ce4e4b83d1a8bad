import { createPingAm, type PingAmClient, type PingAmOptions } from '@grantkit/pingam';

/** The clients of all customers. */
export interface TenantClients {
  /** The client of one customer, made on demand. */
  client(tenant: string): Promise<PingAmClient>;
  /** Forgets a customer whose options have changed, or who has left. */
  forget(tenant: string): void;
}

/**
 * Keeps the clients of the `most` customers who called last. `load` reads a customer's realm and credentials, and all
 * clients share one `cache`.
 */
export function createTenantClients(load: (tenant: string) => Promise<PingAmOptions>, most = 1_000): TenantClients {
  // A `Map` keeps the order of its entries: the first one has been unused for the longest time.
  const clients = new Map<string, Promise<PingAmClient>>();

  async function create(tenant: string): Promise<PingAmClient> {
    try {
      return createPingAm(await load(tenant));
    } catch (error) {
      clients.delete(tenant); // the next call tries again
      throw error;
    }
  }

  return {
    client(tenant) {
      const client = clients.get(tenant) ?? create(tenant);
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
