// Runs on a real OpenAM, and only if these environment variables are set:
// GRANTKIT_OPENAM_URL, such as http://localhost:8080/openam, and GRANTKIT_OPENAM_ADMIN_PASSWORD of the user
// GRANTKIT_OPENAM_ADMIN (default `amadmin`).
import { inspect } from 'node:util';
import { clientSecretJwt, privateKeyJwt } from '@grantkit/client-assertion';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOpenAm, createPingAm, type OpenAmOptions, type PingAmClient } from '../src/index.ts';
import {
  agentlessRealm,
  bareRealm,
  clients,
  configureOpenAm,
  inactiveRealm,
  keyClientId,
  realms,
} from './configure-openam.ts';
import { startIntrospectingApi } from './introspecting-api.ts';
import { keyClient } from './key-client.ts';
import { url } from './openam-admin.ts';

describe.skipIf(url === '')('OpenAM', () => {
  const { privateKey, publicJwk } = keyClient('RS256');
  const byPost = { ...clients.post, clientAuth: 'client_secret_post' } as const;
  const byKey = {
    clientId: keyClientId,
    clientSecret: undefined,
    clientAuth: privateKeyJwt({ key: privateKey, keyId: 'k1' }),
  };
  const { privateKey: otherKey } = keyClient('RS256');
  const byHmac = { ...clients.hmac, clientAuth: clientSecretJwt({ audienceIncludesClientId: true }) };
  let remove: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    remove = await configureOpenAm(publicJwk);
  });

  afterAll(() => remove?.());

  function connect(options: Partial<OpenAmOptions> = {}): PingAmClient {
    return createOpenAm({ ...clients.basic, baseUrl: url, realm: realms.child, scope: 'read', ...options });
  }

  const places = [
    ...Object.entries(realms).map(([place, realm]) => ({ place, realm })),
    // The top realm again, at URLs without a realm.
    { place: "host's", realm: undefined },
  ];

  describe.each(places)('the $place realm', ({ realm }) => {
    test.each([
      ['client_secret_basic', clients.basic],
      ['client_secret_post', byPost],
      ['private_key_jwt', byKey],
      ['client_secret_jwt', byHmac],
    ] as const)('grants, introspects and revokes a token by %s', async (_, options) => {
      for (const discovery of [false, true]) {
        const client = connect({ ...options, realm, discovery });
        const { accessToken, scope } = await client.token();
        expect(scope).toEqual(['read']);
        expect(await client.introspect()).toMatchObject({ active: true, clientId: options.clientId });
        await client.revoke();
        expect(await client.introspect(accessToken)).toMatchObject({ active: false });
        expect((await client.token()).accessToken).not.toBe(accessToken);
      }
    });

    test('has its endpoints at the usual paths, below the issuer of its document', async () => {
      const usual = connect({ realm });
      const { issuer, ...endpoints } = await connect({ realm, discovery: true }).metadata();
      // For the top realm OpenAM leaves out `/realms/root`.
      expect(usual.issuer?.replace(/\/oauth2\/realms\/root$/, '/oauth2')).toBe(issuer);
      expect(endpoints).toEqual({
        tokenEndpoint: `${issuer}/access_token`,
        introspectionEndpoint: `${issuer}/introspect`,
        revocationEndpoint: `${issuer}/token/revoke`,
        jwksUri: `${issuer}/connect/jwk_uri`,
      });
    });
  });

  describe.each([
    ['client_secret_basic', 401, { clientSecret: 'wrong' }],
    ['client_secret_post', 400, { ...byPost, clientSecret: 'wrong' }],
    ['client_secret_jwt', 400, { ...byHmac, clientSecret: 'wrong'.repeat(7) }],
    ['private_key_jwt', 400, { ...byKey, clientAuth: privateKeyJwt({ key: otherKey, keyId: 'k1' }) }],
  ] as const)('a wrong secret or key with %s', (_, status, options) => {
    test.each(['token', 'introspect', 'revoke'] as const)('is refused by %s', async (call) => {
      const client = connect(options);
      await expect(call === 'token' ? client.token() : client[call]('a-token')).rejects.toMatchObject({
        code: 'invalid_client',
        status,
        retryable: false,
        hint: expect.stringContaining(`in the realm \`${realms.child}\``),
      });
    });
  });

  test.each([
    ['an unknown client', { clientId: 'nobody' }, 'invalid_client', 401, 'Check the client id'],
    [
      'a client of another realm',
      { ...clients.latin1, realm: realms.grandchild },
      'invalid_client',
      401,
      'The client of another realm looks like a wrong secret',
    ],
    [
      'another method than the registered one',
      { ...byPost, clientAuth: undefined },
      'invalid_client',
      401,
      'Set `clientAuth`',
    ],
    ['a scope that the client does not have', { scope: 'nope' }, 'invalid_scope', 400, 'Ask only for scopes'],
    ['no scope', { scope: undefined }, 'invalid_scope', 400, 'add default scopes'],
    ['a realm that does not exist', { realm: '/none' }, 'not_found', 404, 'Check that the realm `/none` exists'],
    ['a realm without a provider', { realm: bareRealm }, 'not_found', 404, 'There is no OAuth2 Provider service in'],
    ['an inactive realm', { realm: inactiveRealm }, 'invalid_client', 401, 'inactive realm'],
    ['a realm without the identity type agent', { realm: agentlessRealm }, 'invalid_client', 401, 'Identity Types'],
    ['a wrong context path', { baseUrl: `${url}-none` }, 'not_found', 404, 'Check the context path'],
  ] as const)('OpenAM refuses %s', async (_, options, code, status, hint) => {
    const refused = { code, status, retryable: false, hint: expect.stringContaining(hint) };
    await expect(connect(options).token()).rejects.toMatchObject(refused);
  });

  // OpenAM knows only the names in the DNS aliases of its realms. Its set-up adds the name in its own URL.
  const unknownHost = url.replace(/^http:\/\/localhost(?=[:/])/, 'http://127.0.0.1');
  test.skipIf(unknownHost === url).each([false, true])(
    'a host name that OpenAM does not know is named, with discovery: %s',
    async (discovery) => {
      const refused = {
        code: 'not_found',
        status: 500,
        retryable: false,
        hint: expect.stringMatching(/127\.0\.0\.1.*DNS aliases/),
      };
      await expect(connect({ baseUrl: unknownHost, discovery }).token()).rejects.toMatchObject(refused);
    },
  );

  test('OpenAM reads a secret with Latin-1 characters in Basic and in the body', async () => {
    for (const clientAuth of ['client_secret_basic', 'client_secret_post'] as const) {
      await expect(connect({ ...clients.latin1, clientAuth }).token()).resolves.toMatchObject({ tokenType: 'Bearer' });
    }
  });

  test('OpenAM reads a secret with other characters only in the body', async () => {
    const inBody = connect({ ...clients.cyrillic, clientAuth: 'client_secret_post' });
    await expect(inBody.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
    await expect(connect(clients.cyrillic).token()).rejects.toMatchObject({
      code: 'invalid_config',
      hint: expect.stringContaining('client_secret_post'),
    });
  });

  test('OpenAM does not decode Basic, so a secret with special characters needs the raw encoding', async () => {
    const client = createPingAm({ ...clients.basic, baseUrl: url, realm: realms.child, scope: 'read' });
    await expect(client.token()).rejects.toMatchObject({
      code: 'invalid_client',
      status: 401,
      hint: expect.stringContaining("`basicEncoding: 'raw'`"),
    });
  });

  test('OpenAM refuses an assertion that is addressed to the issuer', async () => {
    const client = createPingAm({ ...byKey, baseUrl: url, realm: realms.child, scope: 'read', audience: 'issuer' });
    await expect(client.token()).rejects.toMatchObject({
      code: 'invalid_request',
      status: 400,
      retryable: false,
      hint: expect.stringContaining("Set `audience: 'token_endpoint'`"),
    });
    await expect(client.introspect('a-token')).rejects.toMatchObject({
      code: 'server_error',
      status: 400,
      retryable: false,
      hint: expect.stringContaining("Set `audience: 'token_endpoint'`"),
    });
  });

  test('during a rotation the second secret of the pair is used', async () => {
    for (const options of [clients.basic, byPost]) {
      const client = connect({ ...options, clientSecret: ['not-yet', options.clientSecret] });
      expect(await client.introspect()).toMatchObject({ active: true });
      await client.revoke();
      await expect(client.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
    }
  });

  test("OpenAM calls another client's token inactive, and does not revoke it", async () => {
    const owner = connect();
    const { accessToken } = await owner.token();
    const other = connect(byPost);
    expect(await other.introspect(accessToken)).toMatchObject({ active: false });
    const refusal = await other.revoke(accessToken).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'invalid_grant', status: 400, retryable: false });
    // OpenAM's description repeats the token.
    expect(inspect(refusal)).not.toContain(accessToken);
    expect(await owner.introspect()).toMatchObject({ active: true });
  });

  test('a text that is not a token is inactive, and its revocation succeeds', async () => {
    const client = connect();
    expect(await client.introspect('no-token')).toMatchObject({ active: false });
    await expect(client.revoke('no-token')).resolves.toBeUndefined();
  });

  test('a token that was revoked elsewhere costs one new token, and the call of the API succeeds', async () => {
    const elsewhere = connect();
    const api = await startIntrospectingApi((token) => elsewhere.introspect(token));
    const client = connect({ apiBaseUrl: api.url });
    expect((await client.fetch('things')).status).toBe(200);
    await elsewhere.revoke(await client.token());
    expect((await client.fetch('things')).status).toBe(200);
    expect(api.statuses).toEqual([200, 401, 200]);
  });

  test('a hundred callers cause one token request', async () => {
    const sent: string[] = [];
    const client = connect({
      discovery: true,
      fetch: (input, init) => {
        sent.push(`${init?.method} ${new URL(String(input)).pathname.split('/').at(-1)}`);
        return fetch(input, init);
      },
    });
    const tokens = await Promise.all(Array.from({ length: 100 }, () => client.token()));
    expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(1);
    expect(sent).toEqual(['GET openid-configuration', 'POST access_token']);
  });
});
