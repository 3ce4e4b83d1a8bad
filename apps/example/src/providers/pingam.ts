import { randomUUID } from 'node:crypto';
import { createPingAm, type PingAmOptions } from '@grantkit/pingam';
import { createAuthorizationServer } from '@grantkit/testing';
import { type Connection, connection, type Target } from '../connection.ts';

export async function connectPingAm(real: PingAmOptions | undefined): Promise<Connection> {
  const target = real === undefined ? await simulate() : { options: real };
  return connection('pingam', target, {
    createClient: createPingAm,
    // AM only grants tokens. They are for an API of somebody else, and nothing but its base URL is known.
    apiPath: target.options.apiBaseUrl === undefined ? undefined : '',
  });
}

async function simulate(): Promise<Target<PingAmOptions>> {
  const client = { clientId: 'myClient', clientSecret: randomUUID(), scope: ['write'] };
  const simulator = await createAuthorizationServer({ dialect: 'pingam8', clients: [client] });
  const { url } = simulator;
  return { simulator, options: { ...client, baseUrl: `${url}/am`, realm: '/alpha', apiBaseUrl: `${url}/api` } };
}
