import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPingAm, type PingAmOptions } from '../src/index.ts';
import { type OidcProvider, startOidcProvider } from './start-oidc-provider.ts';

// `oidc-provider` is certified: it accepts these requests because they follow the standard.

const secrets = ['plain', '100%', 'a%41b', 'a+b', 'a:b', 'a b', '%+: "\\&=?#/~', 'x'.repeat(500)];
const methods = ['client_secret_basic', 'client_secret_post'] as const;
const everyClient = methods.flatMap((method) =>
  secrets.map((clientSecret, n) => ({ clientId: `${method}:${n} %+`, clientSecret, clientAuth: method })),
);

// Ids that are the same raw and form-encoded, so that only the secret can be refused.
const rawClients = ['100%', 'a%41b', 'a+b'].map((clientSecret) => ({
  clientId: `raw-${clientSecret}`.replace(/[^a-z0-9-]/g, ''),
  clientSecret,
  clientAuth: 'client_secret_basic' as const,
}));

let server: OidcProvider;

beforeAll(async () => {
  server = await startOidcProvider({
    clients: [...everyClient, ...rawClients].map(({ clientId, clientSecret, clientAuth }) => ({
      client_id: clientId,
      client_secret: clientSecret,
      token_endpoint_auth_method: clientAuth,
    })),
  });
});

afterAll(() => server.close());

const first = { clientId: 'client_secret_basic:0 %+', clientSecret: 'plain' };

function pingam(options: Partial<PingAmOptions> = {}) {
  return createPingAm({ ...first, baseUrl: server.baseUrl, realm: '/alpha', ...options });
}

test.each(everyClient)('oidc-provider grants a token for $clientAuth with the secret $clientSecret', async (client) => {
  const token = await pingam({ ...client, scope: 'write' }).token();
  expect(token).toMatchObject({ tokenType: 'Bearer', scope: ['write'] });
  expect(token.accessToken).not.toBe('');
  expect(token.expiresAt - token.issuedAt).toBe(600_000);
});

test('without the option `scope` the granted scope is unknown', async () => {
  expect((await pingam().token()).scope).toBeUndefined();
});

test('the token has the granted scope, without the scopes that oidc-provider does not know', async () => {
  expect((await pingam({ scope: 'write nothing' }).token()).scope).toEqual(['write']);
});

test.each([
  ['a wrong secret', { clientSecret: 'wrong' }, 401, 'invalid_client', 'the realm `/alpha`'],
  ['an unknown client', { clientId: 'nobody' }, 401, 'invalid_client', 'the realm `/alpha`'],
  ["a scope that is not the client's", { scope: 'read' }, 400, 'invalid_scope', "client's profile"],
  ['another realm', { realm: '/beta' }, 404, 'not_found', 'Check that the realm `/beta` exists'],
] as const)('oidc-provider refuses %s', async (_, options, status, code, hint) => {
  await expect(pingam(options).token()).rejects.toMatchObject({
    status,
    code,
    retryable: false,
    hint: expect.stringContaining(hint),
  });
});

test.each(rawClients)(
  'oidc-provider decodes Basic: it refuses the secret $clientSecret raw and accepts it form-encoded',
  async (client) => {
    const { status, code } =
      client.clientSecret === '100%'
        ? { status: 400, code: 'invalid_request' }
        : { status: 401, code: 'invalid_client' };
    await expect(pingam({ ...client, basicEncoding: 'raw' }).token()).rejects.toMatchObject({ status, code });
    await expect(pingam(client).token()).resolves.toMatchObject({ tokenType: 'Bearer' });
  },
);

test.each(everyClient.slice(-2))('introspection and revocation authenticate with $clientAuth', async (client) => {
  const am = pingam({ ...client, scope: 'write' });
  const { accessToken } = await am.token();
  expect(await am.introspect()).toMatchObject({ active: true, clientId: client.clientId, scope: ['write'] });
  await am.revoke();
  expect(await am.introspect(accessToken)).toMatchObject({ active: false });
  expect((await am.token()).accessToken).not.toBe(accessToken);
});
