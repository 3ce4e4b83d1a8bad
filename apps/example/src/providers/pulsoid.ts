import { randomUUID } from 'node:crypto';
import { createPulsoid, type PulsoidOptions } from '@grantkit/pulsoid';
import { createAuthorizationServer } from '@grantkit/testing';
import { type Connection, connection, type Target } from '../connection.ts';

export async function connectPulsoid(real: PulsoidOptions | undefined): Promise<Connection> {
  const target = real === undefined ? await simulate() : { options: real };
  return connection('pulsoid', target, {
    createClient: createPulsoid,
    // https://docs.pulsoid.net/access-token-management/validate-authorization-token
    apiPath: 'api/v1/token/validate',
  });
}

async function simulate(): Promise<Target<PulsoidOptions>> {
  const client = { clientId: randomUUID(), clientSecret: randomUUID(), scope: ['profile:create'] };
  const simulator = await createAuthorizationServer({ dialect: 'pulsoid', clients: [client] });
  return { simulator, options: { ...client, tokenEndpoint: simulator.tokenEndpoint, apiBaseUrl: simulator.url } };
}
