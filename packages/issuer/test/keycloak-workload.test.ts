// Runs on a real Keycloak with the environment variables of `keycloak.test.ts`. Keycloak must reach this machine's
// 127.0.0.1, where it fetches the keys of the cluster. It knows Kubernetes as an identity provider since 26.4.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { clientAssertion } from '@grantkit/client-assertion';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIssuerClient } from '../src/index.ts';
import { adminToken, url } from './configure-keycloak.ts';

const subject = 'system:serviceaccount:shop:billing';

describe.skipIf(url === '')('Keycloak and a Kubernetes service account', () => {
  const realm = `grantkit-${randomBytes(6).toString('hex')}`;
  const issuer = `${url}/realms/${realm}`;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let cluster = '';

  /** The cluster's discovery document and its keys. */
  const server = createServer((request, response) => {
    const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' }];
    const document = { issuer: cluster, jwks_uri: `${cluster}/keys` };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/keys' ? { keys } : document));
  });

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    cluster = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    await configure('POST', '', { realm, enabled: true });
    const provider = { alias: 'cluster', providerId: 'kubernetes', enabled: true, config: { issuer: cluster } };
    await configure('POST', `/${realm}/identity-provider/instances`, provider);
    await configure('POST', `/${realm}/clients`, {
      clientId: 'billing',
      protocol: 'openid-connect',
      publicClient: false,
      serviceAccountsEnabled: true,
      clientAuthenticatorType: 'federated-jwt',
      attributes: { 'jwt.credential.issuer': 'cluster', 'jwt.credential.sub': subject },
    });
  });

  afterAll(async () => {
    await configure('DELETE', `/${realm}`);
    server.close();
  });

  async function configure(method: string, path: string, body?: object): Promise<void> {
    const headers = { authorization: `Bearer ${await adminToken()}`, 'content-type': 'application/json' };
    const sent = { method, headers, body: body === undefined ? null : JSON.stringify(body) };
    const response = await fetch(`${url}/admin/realms${path}`, sent);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  }

  /** A token as a cluster signs it: for an hour, and already 50 minutes old. */
  function projectedToken(claims: object = {}): string {
    const iat = Math.floor(Date.now() / 1000) - 3_000;
    const times = { iat, nbf: iat, exp: iat + 3_600 };
    const parts = [
      { alg: 'RS256', kid: 'k1' },
      { iss: cluster, sub: subject, aud: [issuer], ...times, ...claims },
    ];
    const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
  }

  const connect = (assertion: () => string) =>
    createIssuerClient({ issuer, clientId: 'billing', clientAuth: clientAssertion({ assertion }) });

  test('it accepts the token as an assertion, as often as it is sent', async () => {
    const token = projectedToken();
    const client = connect(() => `${token}\n`);
    await client.token();
    await client.token({ forceRefresh: true });
    await client.revoke();
    expect((await client.metadata()).tokenEndpointAuthMethods).toContain('private_key_jwt');
  });

  test.each([
    ['another audience', { aud: ['https://kubernetes.default.svc'] }],
    ['another subject', { sub: 'system:serviceaccount:shop:admin' }],
  ])('it refuses a token with %s', async (_, claims) => {
    const error: unknown = await connect(() => projectedToken(claims))
      .token()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'invalid_client',
      retryable: false,
      hint: expect.stringMatching(/^Compare `iss`, `sub` and `aud` of the JWT/),
    });
  });
});
