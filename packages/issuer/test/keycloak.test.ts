// Runs on a real Keycloak: `pnpm test:servers keycloak` starts one. On another, set these environment variables:
// GRANTKIT_KEYCLOAK_URL, such as http://127.0.0.1:8180, and GRANTKIT_KEYCLOAK_ADMIN_PASSWORD of the user
// GRANTKIT_KEYCLOAK_ADMIN (default `admin`). For the tests with a certificate also GRANTKIT_KEYCLOAK_TLS_URL and the
// PEM files GRANTKIT_KEYCLOAK_CA, GRANTKIT_KEYCLOAK_CERT and GRANTKIT_KEYCLOAK_KEY. Keycloak must trust the certificate.
import { createHash, X509Certificate } from 'node:crypto';
import { clientSecretJwt, privateKeyJwt } from '@grantkit/client-assertion';
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIssuerClient, type IssuerClient, type IssuerOptions, tlsClientAuth } from '../src/index.ts';
import { type Algorithm, algorithms, assertionKey } from './assertion-key.ts';
import type { Certificate } from './certificates.ts';
import { type ConfiguredKeycloak, certified, configureKeycloak, url } from './configure-keycloak.ts';

describe.skipIf(url === '')('Keycloak', () => {
  const keys = new Map(algorithms.map((algorithm) => [algorithm, assertionKey(algorithm)]));
  let keycloak: ConfiguredKeycloak;

  beforeAll(async () => {
    keycloak = await configureKeycloak([...keys.values()].map(({ publicJwk }) => publicJwk));
  });

  afterAll(() => keycloak?.remove());

  function connect(options: Partial<IssuerOptions>): IssuerClient {
    const { realm, clientSecret } = keycloak;
    return createIssuerClient({ clientId: 'basic', clientSecret, issuer: `${url}/realms/${realm}`, ...options });
  }

  function byKey(
    algorithm: Algorithm,
    { privateKey: key } = keys.get(algorithm)!,
    audience?: string,
  ): Partial<IssuerOptions> {
    return { clientId: 'key', clientAuth: privateKeyJwt({ key, algorithm, keyId: algorithm, audience }) };
  }

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
    ['client_secret_basic', { clientId: 'basic', clientAuth: 'client_secret_basic' }],
    ['client_secret_post', { clientId: 'post', clientAuth: 'client_secret_post' }],
    ['client_secret_jwt', { clientId: 'secret-jwt', clientAuth: clientSecretJwt() }],
    ...algorithms.map((algorithm) => [`private_key_jwt with ${algorithm}`, byKey(algorithm)] as const),
  ] as const)('%s gets, introspects and revokes a token', async (_, options) => {
    await useAll(connect(options), options.clientId ?? '');
  });

  test.skipIf(certified === undefined)('tls_client_auth gets, introspects and revokes a token', async () => {
    await useAll(connect(byCertificate(certified)), 'machine');
  });

  test.skipIf(certified === undefined)('a token is bound to the certificate that the client showed', async () => {
    const { raw } = new X509Certificate(certified?.cert ?? '');
    const thumbprint = createHash('sha256').update(raw).digest('base64url');
    const { members } = await connect(byCertificate(certified)).introspect();
    expect(members).toMatchObject({ cnf: { 'x5t#S256': thumbprint } });
  });

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
    ['an unknown realm', { issuer: `${url}/realms/none` }, 404, 'not_found', '/realms/none/.well-known/openid-conf'],
    ['an unknown scope', { scope: 'nope' }, 400, 'invalid_scope', 'Ask only for scopes'],
  ] as const)('Keycloak refuses %s', async (_, options, status, code, hint) => {
    await expect(connect(options).token()).rejects.toMatchObject({
      status,
      code,
      retryable: false,
      hint: expect.stringContaining(hint),
    });
  });

  test.each([
    [
      'a key that is not registered',
      () => byKey('ES256', assertionKey('ES256')),
      'invalid_client',
      /^Check the .*key[^.]*\.$/,
    ],
    [
      'another audience',
      () => byKey('ES256', undefined, 'https://other.example'),
      'invalid_client',
      /^The audience is the/,
    ],
    [
      'an assertion that a wrong secret signed',
      () => ({ clientId: 'secret-jwt', clientAuth: clientSecretJwt(), clientSecret: 'x'.repeat(32) }),
      'unauthorized_client',
      /^Check the client secret/,
    ],
    [
      'an assertion of a client that is registered for a secret',
      () => ({ ...byKey('ES256'), clientId: 'basic' }),
      'unauthorized_client',
      /^Check the method.*Signed JWT\./,
    ],
  ] as const)('Keycloak refuses %s', async (_, options, code, hint) => {
    await expect(connect(options()).token()).rejects.toMatchObject({
      code,
      retryable: false,
      hint: expect.stringMatching(hint),
    });
  });

  test('Keycloak takes an assertion that is dated back by a minute, and none that is dated back further', async () => {
    const { privateKey: key } = keys.get('ES256')!;
    const dated = (backdate: number) =>
      connect({ clientId: 'key', clientAuth: privateKeyJwt({ key, algorithm: 'ES256', keyId: 'ES256', backdate }) });
    await expect(dated(55_000).token()).resolves.toMatchObject({ tokenType: 'Bearer' });
    await expect(dated(120_000).token()).rejects.toMatchObject({
      code: 'invalid_client',
      hint: expect.stringContaining('set a smaller `backdate`'),
    });
  });

  test('after a rotation the client uses the second secret of the pair', async () => {
    const next = `next-${keycloak.clientSecret}`;
    const client = connect({ clientId: 'rotated', clientSecret: [keycloak.clientSecret, next] });
    await client.token();
    await keycloak.rotate(next);
    await expect(connect({ clientId: 'rotated' }).token()).rejects.toMatchObject({ code: 'unauthorized_client' });
    await expect(client.token({ forceRefresh: true })).resolves.toMatchObject({ tokenType: 'Bearer' });
    expect(await client.introspect()).toMatchObject({ active: true });
  });

  test('before a rotation the client uses the second secret of the pair', async () => {
    const client = connect({ clientSecret: ['not-yet', keycloak.clientSecret] });
    await expect(client.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
    expect(await client.introspect()).toMatchObject({ active: true });
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
