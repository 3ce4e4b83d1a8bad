// Runs on a real Keycloak, and only if these environment variables are set:
// GRANTKIT_KEYCLOAK_URL, such as http://127.0.0.1:8180, and GRANTKIT_KEYCLOAK_ADMIN_PASSWORD of the user
// GRANTKIT_KEYCLOAK_ADMIN (default `admin`). For the tests with a certificate also GRANTKIT_KEYCLOAK_TLS_URL and the
// PEM files GRANTKIT_KEYCLOAK_CA, GRANTKIT_KEYCLOAK_CERT and GRANTKIT_KEYCLOAK_KEY. Keycloak must trust the certificate.
import { privateKeyJwt } from '@grantkit/client-assertion';
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIssuerClient, type IssuerClient, type IssuerOptions, tlsClientAuth } from '../src/index.ts';
import type { Certificate } from './certificates.ts';
import { type ConfiguredKeycloak, certified, configureKeycloak, url } from './configure-keycloak.ts';
import { ecKey } from './ec-key.ts';

describe.skipIf(url === '')('Keycloak', () => {
  const { privateKey, publicJwk } = ecKey();
  let keycloak: ConfiguredKeycloak;

  beforeAll(async () => {
    keycloak = await configureKeycloak(publicJwk);
  });

  afterAll(() => keycloak?.remove());

  function connect(options: Partial<IssuerOptions>): IssuerClient {
    const { realm, clientSecret } = keycloak;
    return createIssuerClient({ clientId: 'basic', clientSecret, issuer: `${url}/realms/${realm}`, ...options });
  }

  const byKey = { clientId: 'key', clientAuth: privateKeyJwt({ key: privateKey, algorithm: 'ES256', keyId: 'k1' }) };

  function byCertificate({ cert, key }: Partial<Certificate> = {}): Partial<IssuerOptions> {
    const { tlsUrl, ca } = certified ?? {};
    const dispatcher = new Agent({ connect: { cert, key, ca } });
    return {
      issuer: `${tlsUrl}/realms/${keycloak.realm}`,
      clientId: 'machine',
      clientAuth: tlsClientAuth(),
      fetch: (input, init) => fetch(input, Object.assign({}, init, { dispatcher })),
    };
  }

  /** Gets, introspects and revokes a token. */
  async function useAll(client: IssuerClient, clientId: string): Promise<void> {
    const { accessToken, scope } = await client.token();
    expect(scope?.toSorted()).toEqual(['email', 'profile']);
    expect(await client.introspect()).toMatchObject({ active: true, clientId });
    await client.revoke();
    expect(await client.introspect(accessToken)).toMatchObject({ active: false });
    expect((await client.token()).accessToken).not.toBe(accessToken);
  }

  test.each([
    ['basic', 'client_secret_basic'],
    ['post', 'client_secret_post'],
  ] as const)('the client %s gets, introspects and revokes a token', async (clientId, clientAuth) => {
    await useAll(connect({ clientId, clientAuth }), clientId);
  });

  test('a client with an assertion for the issuer gets, introspects and revokes a token', async () => {
    await useAll(connect(byKey), 'key');
  });

  test.skipIf(certified === undefined)(
    'a client with a certificate gets, introspects and revokes a token',
    async () => {
      const client = connect(byCertificate(certified));
      await useAll(client, 'machine');
      expect((await client.introspect()).members).toMatchObject({ cnf: { 'x5t#S256': expect.any(String) } });
    },
  );

  test.skipIf(certified === undefined)('a client that presents no certificate is refused', async () => {
    await expect(connect(byCertificate()).token()).rejects.toMatchObject({ code: 'invalid_client', status: 401 });
  });

  test('both forms of the discovery URL have the document', async () => {
    const { realm } = keycloak;
    const issuer = `${url}/realms/${realm}`;
    const metadata = await connect({}).metadata();
    expect(metadata).toMatchObject({
      issuer,
      tokenEndpoint: `${issuer}/protocol/openid-connect/token`,
      introspectionEndpoint: `${issuer}/protocol/openid-connect/token/introspect`,
      revocationEndpoint: `${issuer}/protocol/openid-connect/revoke`,
    });
    const methods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'tls_client_auth'];
    expect(metadata.tokenEndpointAuthMethods).toEqual(expect.arrayContaining(methods));
    const second: typeof globalThis.fetch = async (input, init) =>
      String(input).includes('openid-configuration') ? new Response('', { status: 404 }) : fetch(input, init);
    expect(await connect({ fetch: second }).metadata()).toEqual(metadata);
  });

  test.each([
    ['a wrong secret', { clientSecret: 'wrong' }, 401, 'unauthorized_client', 'Check the client secret'],
    [
      'a client without service accounts',
      { clientId: 'no-grant' },
      401,
      'unauthorized_client',
      'Check the client secret',
    ],
    ['an unknown client', { clientId: 'nobody' }, 401, 'invalid_client', 'Check the client id'],
    ['an unknown realm', { issuer: `${url}/realms/none` }, 404, 'not_found', 'Check the host and the path'],
    ['an unknown scope', { scope: 'nope' }, 400, 'invalid_scope', 'Ask only for scopes'],
  ] as const)('Keycloak refuses %s', async (_, options, status, code, hint) => {
    await expect(connect(options).token()).rejects.toMatchObject({
      status,
      code,
      retryable: false,
      hint: expect.stringContaining(hint),
    });
  });

  test('Keycloak refuses a key that is not registered', async () => {
    const clientAuth = privateKeyJwt({ key: ecKey().privateKey, algorithm: 'ES256', keyId: 'k1' });
    await expect(connect({ ...byKey, clientAuth }).token()).rejects.toMatchObject({
      code: 'invalid_client',
      status: 400,
    });
  });

  test('during a rotation the second secret of the pair is used', async () => {
    const client = connect({ clientSecret: ['not-yet', keycloak.clientSecret] });
    await expect(client.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
    expect(await client.introspect()).toMatchObject({ active: true });
    await expect(client.token({ forceRefresh: true })).resolves.toMatchObject({ tokenType: 'Bearer' });
  });

  test('Keycloak calls a token inactive for a client that is not in its audience', async () => {
    const client = connect({ clientId: 'no-audience' });
    expect(await client.introspect()).toMatchObject({ active: false });
  });

  test('a text that is not a token is inactive, and its revocation succeeds', async () => {
    const client = connect({});
    expect(await client.introspect('no-token')).toMatchObject({ active: false });
    await expect(client.revoke('no-token')).resolves.toBeUndefined();
  });

  test('a hundred callers cause one token request', async () => {
    const sent: string[] = [];
    const client = connect({
      fetch: (input, init) => {
        sent.push(`${init?.method} ${new URL(String(input)).pathname.split('/').at(-1)}`);
        return fetch(input, init);
      },
    });
    const tokens = await Promise.all(Array.from({ length: 100 }, () => client.token()));
    expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(1);
    expect(sent).toEqual(['GET openid-configuration', 'POST token']);
  });
});
