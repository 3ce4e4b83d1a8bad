import { randomUUID } from 'node:crypto';
import { createSmokeball, type SmokeballOptions } from '@grantkit/smokeball';
import { createAuthorizationServer } from '@grantkit/testing';
import { type Connection, connection, type Target } from '../connection.ts';

export async function connectSmokeball(real: SmokeballOptions | undefined): Promise<Connection> {
  const target = real === undefined ? await simulate() : { options: real };
  return connection('smokeball', target, {
    createClient: createSmokeball,
    // One matter is enough to see that the token, the API key and the account fit together.
    apiPath: 'matters?limit=1',
  });
}

async function simulate(): Promise<Target<SmokeballOptions>> {
  const client = { clientId: randomUUID(), clientSecret: randomUUID(), scope: ['matters/read'] };
  const apiKey = randomUUID();
  const simulator = await createAuthorizationServer({ dialect: 'smokeball', clients: [client], apiKey });
  const { url } = simulator;
  return { simulator, options: { ...client, region: 'au', apiKey, authBaseUrl: url, apiBaseUrl: url } };
}
