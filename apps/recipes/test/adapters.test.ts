import { generateKeyPairSync } from 'node:crypto';
import { privateKeyJwt } from '@grantkit/client-assertion';
import { createIssuerClient } from '@grantkit/issuer';
import { createPingAm } from '@grantkit/pingam';
import { createPulsoid } from '@grantkit/pulsoid';
import { createSmokeball } from '@grantkit/smokeball';
import { type AuthorizationServer, createAuthorizationServer, type DialectName } from '@grantkit/testing';
import { expect, test } from 'vitest';

const credentials = { clientId: 'reports', clientSecret: 'secret-of-reports' };
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

type Create = (server: AuthorizationServer) => { fetch(path: string): Promise<Response> };

// Each row is a row of the table in docs/recipes/test-your-code.md.
const adapters: readonly [name: string, dialect: DialectName, create: Create][] = [
  [
    'issuer',
    'rfc6749',
    ({ tokenEndpoint, url }) => createIssuerClient({ tokenEndpoint, apiBaseUrl: url, ...credentials }),
  ],
  [
    'issuer with an assertion',
    'rfc10070',
    ({ url }) =>
      createIssuerClient({ issuer: url, apiBaseUrl: url, clientId: 'reports', clientAuth: privateKeyJwt({ key }) }),
  ],
  ['pulsoid', 'pulsoid', ({ tokenEndpoint, url }) => createPulsoid({ tokenEndpoint, apiBaseUrl: url, ...credentials })],
  [
    'smokeball',
    'smokeball',
    ({ url }) =>
      createSmokeball({ authBaseUrl: url, apiBaseUrl: url, region: 'au', apiKey: 'api-key', ...credentials }),
  ],
  [
    'PingAM 8',
    'pingam8',
    ({ url }) => createPingAm({ baseUrl: `${url}/am`, apiBaseUrl: url, realm: '/', ...credentials }),
  ],
  [
    'OpenAM 16',
    'openam',
    ({ url }) => createPingAm({ baseUrl: `${url}/openam`, apiBaseUrl: url, realm: '/', ...credentials }),
  ],
];

test.each(adapters)('%s calls the API of the fake server, with the dialect %s', async (_name, dialect, create) => {
  await using server = await createAuthorizationServer({
    dialect,
    clients: [{ ...credentials, publicKeys: [publicKey] }],
  });
  const reply = await create(server).fetch('/invoices');
  expect(reply.status).toBe(200);
  expect(server.issued).toMatchObject([{ clientId: 'reports' }]);
});
