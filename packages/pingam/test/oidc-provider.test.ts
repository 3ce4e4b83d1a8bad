import { once } from 'node:events';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createPingAm, type PingAmOptions } from '../src/index.ts';

// A certified authorization server where AM has its token endpoint: what it takes from us, it takes by the standard.
const mount = '/am/oauth2/realms/root/realms/alpha';

const secrets = ['plain', '100%', 'a%41b', 'a+b', 'a:b', 'a b', '%+: "\\&=?#/~', 'x'.repeat(500)];
const methods = ['client_secret_basic', 'client_secret_post'] as const;
const everyClient = methods.flatMap((method) =>
  secrets.map((clientSecret, n) => ({ clientId: `${method}:${n} %+`, clientSecret, clientAuth: method })),
);

// Ids that raw and form-encoded Basic spell alike, so that what is refused is the secret.
const rawClients = ['100%', 'a%41b', 'a+b'].map((clientSecret) => ({
  clientId: `raw-${clientSecret}`.replace(/[^a-z0-9-]/g, ''),
  clientSecret,
  clientAuth: 'client_secret_basic' as const,
}));

const server = createServer();
let baseUrl = '';

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
  baseUrl = `${url}/am`;

  // It warns that its keys and its memory store are not for production.
  for (const level of ['info', 'warn'] as const) vi.spyOn(console, level).mockImplementation(() => {});
  const callback = new Provider(url + mount, {
    routes: { token: '/access_token', introspection: '/introspect', revocation: '/token/revoke' },
    features: {
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      devInteractions: { enabled: false },
    },
    scopes: ['write', 'read'],
    clients: [...everyClient, ...rawClients].map(({ clientId, clientSecret, clientAuth }) => ({
      client_id: clientId,
      client_secret: clientSecret,
      token_endpoint_auth_method: clientAuth,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      scope: 'write',
    })),
  }).callback();
  server.on('request', (request, response) => {
    request.url = request.url?.replace(mount, '') ?? '/';
    callback(request, response);
  });
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  vi.restoreAllMocks();
});

const first = { clientId: 'client_secret_basic:0 %+', clientSecret: 'plain' };

function pingam(options: Partial<PingAmOptions> = {}) {
  return createPingAm({ ...first, baseUrl, realm: '/alpha', ...options });
}

test.each(everyClient)('it grants to $clientAuth with the secret $clientSecret', async (client) => {
  const token = await pingam({ ...client, scope: 'write' }).token();
  expect(token).toMatchObject({ tokenType: 'Bearer', scope: ['write'] });
  expect(token.accessToken).not.toBe('');
  expect(token.expiresAt - token.issuedAt).toBe(600_000);
});

test('without a scope it grants one that is unknown', async () => {
  expect((await pingam().token()).scope).toBeUndefined();
});

test('the scope that it grants is the scope of the token, where it leaves out what it does not know', async () => {
  expect((await pingam({ scope: 'write nothing' }).token()).scope).toEqual(['write']);
});

test.each([
  ['a wrong secret', { clientSecret: 'wrong' }, 401, 'invalid_client', 'the realm `/alpha`'],
  ['an unknown client', { clientId: 'nobody' }, 401, 'invalid_client', 'the realm `/alpha`'],
  ["a scope that is not the client's", { scope: 'read' }, 400, 'invalid_scope', "client's profile"],
  ['another realm', { realm: '/beta' }, 404, 'not_found', 'Check that the realm `/beta` exists'],
] as const)('it refuses %s', async (_, options, status, code, hint) => {
  await expect(pingam(options).token()).rejects.toMatchObject({
    status,
    code,
    retryable: false,
    hint: expect.stringContaining(hint),
  });
});

test.each(rawClients)(
  'it decodes Basic: the secret $clientSecret is refused raw, and taken form-encoded',
  async (client) => {
    const { status, code } =
      client.clientSecret === '100%'
        ? { status: 400, code: 'invalid_request' }
        : { status: 401, code: 'invalid_client' };
    await expect(pingam({ ...client, basicEncoding: 'raw' }).token()).rejects.toMatchObject({ status, code });
    await expect(pingam(client).token()).resolves.toMatchObject({ tokenType: 'Bearer' });
  },
);

test.each(everyClient.slice(-2))(
  'a token is introspected and revoked as its client, with $clientAuth',
  async (client) => {
    const am = pingam({ ...client, scope: 'write' });
    const { accessToken } = await am.token();
    expect(await am.introspect()).toMatchObject({ active: true, clientId: client.clientId, scope: ['write'] });
    await am.revoke();
    expect(await am.introspect(accessToken)).toMatchObject({ active: false });
    expect((await am.token()).accessToken).not.toBe(accessToken);
  },
);
