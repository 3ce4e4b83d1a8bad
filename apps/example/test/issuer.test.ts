import { expect, test } from 'vitest';
import { openConsole } from './open-console.ts';
import { start } from './run.ts';
import { startStandardServer } from './standard-server.ts';
import { tableCells } from './table-cells.ts';

const client = { clientId: 'my-client', clientSecret: 'my-secret' };
const credentials = { ISSUER_CLIENT_ID: 'my-client', ISSUER_CLIENT_SECRET: 'my-secret', ISSUER_SCOPE: 'read write' };

test('a standard server joins the table when its variables are set', async () => {
  const server = await startStandardServer(client);
  const { status, stdout, stderr } = await start(['--once'], {
    variables: { ...credentials, ISSUER_URL: server.url, ISSUER_API_BASE_URL: `${server.url}/api` },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(tableCells(stdout)[4]).toMatchObject({
    0: 'issuer REAL SERVICE',
    1: `${server.url} /token`,
    3: 'read write',
    5: 'requested memory cache',
    6: '1',
    7: '200 OK GET /',
  });
});

test('a server without metadata needs the token endpoint, and an API is optional', async () => {
  const server = await startStandardServer(client);
  const variables = {
    ...credentials,
    ISSUER_TOKEN_ENDPOINT: server.tokenEndpoint,
    ISSUER_CLIENT_AUTH: 'client_secret_post',
    ISSUER_PARAMETERS: 'audience=https%3A%2F%2Fapi.example.com%2F&resource=one',
  };
  const { status, stdout } = await start(['--once'], { variables });
  expect(status).toBe(0);
  expect(tableCells(stdout)[4]).toMatchObject({ 2: 'client_secret_ post', 7: 'no API configured' });
  const { parameters } = server.tokenRequests[0] ?? {};
  expect([parameters?.get('audience'), parameters?.get('resource')]).toEqual(['https://api.example.com/', 'one']);
});

test('the page calls a real service only when a button is pressed, and cannot disturb it', async () => {
  const server = await startStandardServer(client);
  const { press, laneThat } = await openConsole({ ...credentials, ISSUER_URL: server.url, ISSUER_NAME: 'keycloak' });
  // The simulators have had callers meanwhile.
  await laneThat('pulsoid', ({ calls }) => calls.made > 1);
  const idle = await laneThat('issuer', () => true);
  expect(idle).toMatchObject({ calls: { made: 0 }, explanation: { provider: 'keycloak' } });
  expect([idle.simulator, idle.without, idle.explanation.tokenEndpoint]).toEqual([undefined, undefined, undefined]);
  expect(server.requests).toHaveLength(0);

  for (const action of ['stop', 'answer-500', 'reject-tokens', 'rotate-secret', 'short-lived'] as const) {
    expect(await press('issuer', action)).toBe(409);
  }
  expect(await press('issuer', 'call')).toBe(204);
  expect(await press('issuer', 'stampede')).toBe(204);
  const used = await laneThat('issuer', ({ counters }) => counters.requested === 2);
  expect(used).toMatchObject({ calls: { made: 1, failed: 0 }, counters: { tokenRequests: 2 } });
  expect(used.explanation.tokenEndpoint).toBe(`${server.url}/token`);
  expect(server.tokenRequests).toHaveLength(2);
});
