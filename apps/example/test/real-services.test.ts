import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  createAuthorizationServer,
} from '@grantkit/testing';
import { expect, onTestFinished, test } from 'vitest';
import { start } from './run.ts';
import { tableCells } from './table-cells.ts';

const clients = [{ clientId: 'my-client', clientSecret: 'right-secret' }];

test('uses the real services that the variables name', async () => {
  const pulsoid = await startServer({ dialect: 'pulsoid', clients });
  const smokeball = await startServer({ dialect: 'smokeball', clients, apiKey: 'my-key', lifetime: 21_600 });
  const pingam = await startServer({ dialect: 'pingam8', clients });
  const { status, stdout, stderr } = await start(['--once'], {
    variables: {
      ...pulsoidVariables(pulsoid, 'right-secret'),
      PULSOID_SCOPE: 'profile:create profile:read',
      SMOKEBALL_REGION: 'au',
      SMOKEBALL_ENVIRONMENT: 'staging',
      SMOKEBALL_CLIENT_ID: 'my-client',
      SMOKEBALL_CLIENT_SECRET: 'right-secret',
      SMOKEBALL_API_KEY: 'my-key',
      SMOKEBALL_ACCOUNT_ID: 'my-firm',
      SMOKEBALL_AUTH_BASE_URL: smokeball.url,
      SMOKEBALL_API_BASE_URL: smokeball.url,
      PINGAM_BASE_URL: `${pingam.url}/am`,
      PINGAM_REALM: '/',
      PINGAM_CLIENT_ID: 'my-client',
      PINGAM_CLIENT_SECRET: 'right-secret',
      PINGAM_CLIENT_AUTH: 'client_secret_post',
    },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(tableCells(stdout).slice(1)).toMatchObject([
    { 0: 'pulsoid REAL SERVICE', 3: 'profile:create profile:read', 4: '58 days', 6: '1' },
    { 0: 'smokeball REAL SERVICE', 3: "server's default", 4: '6 h', 6: '1', 7: '200 OK GET /matters?limit=1' },
    { 0: 'pingam REAL SERVICE', 2: 'client_secret_ post', 6: '1', 7: 'no API configured' },
  ]);
  for (const { tokenRequests } of [pulsoid, smokeball, pingam]) expect(tokenRequests).toHaveLength(1);
  expect(smokeball.apiRequests.map(({ url }) => url)).toEqual(['/my-firm/matters?limit=1']);
  expect(pingam.tokenRequests[0]?.url).toBe('/am/oauth2/realms/root/access_token');
});

test('explains a wrong secret and what to do, shows the other rows, and fails', async () => {
  const server = await startServer({ dialect: 'pulsoid', clients });
  const { status, stdout, stderr } = await start(['--once'], { variables: pulsoidVariables(server, 'wrong-secret') });
  expect(status).toBe(1);
  expect(tableCells(stdout).slice(1)).toMatchObject([
    { 0: 'pulsoid REAL SERVICE', 5: 'NO TOKEN invalid_client', 6: '1', 7: 'not called' },
    { 0: 'smokeball simulator', 6: '1' },
    { 0: 'pingam simulator', 6: '1' },
  ]);
  expect(stderr.trim()).toMatch(/^\[pulsoid\] .*\(invalid_client, HTTP 401\)\. Check the client id and .*$/);
  expect(stdout + stderr).not.toContain('wrong-secret');
  expect(server.tokenRequests).toHaveLength(1);
});

test('names an option that the adapter refuses, without a request and without a stack', async () => {
  const variables = {
    ...pulsoidVariables({ tokenEndpoint: 'http://pulsoid.example/token', url: 'http://127.0.0.1' }, 's'),
  };
  const { status, stdout, stderr } = await start(['--once'], { variables });
  expect(status).toBe(1);
  expect(tableCells(stdout)[1]).toMatchObject({ 1: '-', 5: 'NO TOKEN invalid_config', 6: '0' });
  expect(stderr.trim()).toMatch(/^\[pulsoid\] The option `tokenEndpoint` must be .*$/);
});

test.each([
  [{ status: 403, body: { message: 'Forbidden' } }, '403 Forbidden GET /api/v1 /token/validate'],
  [{ fate: 'reset' }, expect.stringMatching(/^no reply \(\w+\) GET \/api\/v1 \/token\/validate$/)],
] as const)('shows that the API answers %j, and does not fail', async (answer, shown) => {
  const server = await startServer({ dialect: 'pulsoid', clients });
  server.answerApiAlways(answer);
  const { status, stdout } = await start(['--once'], { variables: pulsoidVariables(server, 'right-secret') });
  expect(tableCells(stdout)[1]).toMatchObject({ 6: '1', 7: shown });
  expect(status).toBe(0);
});

async function startServer(options: AuthorizationServerOptions): Promise<AuthorizationServer> {
  const server = await createAuthorizationServer(options);
  onTestFinished(() => server.close());
  return server;
}

function pulsoidVariables({ tokenEndpoint, url }: Pick<AuthorizationServer, 'tokenEndpoint' | 'url'>, secret: string) {
  return {
    PULSOID_CLIENT_ID: 'my-client',
    PULSOID_CLIENT_SECRET: secret,
    PULSOID_TOKEN_ENDPOINT: tokenEndpoint,
    PULSOID_API_BASE_URL: url,
  };
}
