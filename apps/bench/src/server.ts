import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { clientSecretBasic, createProviderClient, type ProviderClient } from '@grantkit/core';

/** The fake server in its own thread, so that its work is not measured. */
export interface Server extends AsyncDisposable {
  readonly tokenEndpoint: string;
  readonly url: string;
}

export const credentials = { clientId: 'client-id', clientSecret: 'client-secret' };

export async function startServer(): Promise<Server> {
  const thread = new Worker(new URL('./server-thread.ts', import.meta.url));
  const [addresses] = await once(thread, 'message');
  return {
    ...addresses,
    async [Symbol.asyncDispose]() {
      await thread.terminate();
    },
  };
}

export function createClient({ tokenEndpoint, url }: Server): ProviderClient {
  return createProviderClient(
    { name: 'bench', tokenEndpoint, apiBaseUrl: url, clientAuth: clientSecretBasic() },
    credentials,
  );
}
