import type { ClientAuth } from '@grantkit/core';
import { expect, test } from 'vitest';
import { createPingAm, type PingAmOptions } from '../src/index.ts';
import { credentials, startPingAm } from './start-pingam.ts';

async function requestOf(options: Partial<PingAmOptions>): Promise<{ request: Request | undefined; body: string }> {
  const sent: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    sent.push(new Request(input, init));
    // docs.pingidentity.com/pingam/8.1/am-oauth2/oauth2-client-cred-grant.html
    return new Response('{"access_token":"token","scope":"write","token_type":"Bearer","expires_in":3599}');
  };
  const baseUrl = 'https://am.example.com:8443/am';
  await createPingAm({ ...credentials, baseUrl, realm: '/alpha', scope: 'write', fetch, ...options }).token();
  return { request: sent[0], body: (await sent[0]?.text()) ?? '' };
}

test("with client_secret_post the request has what the vendor's own example has, and nothing else", async () => {
  const { request, body } = await requestOf({ clientAuth: 'client_secret_post' });
  expect([request?.method, request?.url]).toEqual([
    'POST',
    'https://am.example.com:8443/am/oauth2/realms/root/realms/alpha/access_token',
  ]);
  expect(body).toBe('grant_type=client_credentials&scope=write&client_id=myClient&client_secret=mySecret');
  expect(request?.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
  expect(request?.headers.get('authorization')).toBeNull();
});

// docs.pingidentity.com/pingam/8/am-oauth2/client-auth-header.html, and its 7.3 edition. The first example of 8 and 8.1,
// `bXlDbGllbnQlM0FteVNlY3JldA`, encodes the colon and has no padding, which contradicts the text beside it.
test.each([
  ['example.com', 's=cr%t', undefined, 'Basic ZXhhbXBsZS5jb206cyUzRGNyJTI1dA=='],
  ['myClient', 'forgerock', undefined, 'Basic bXlDbGllbnQ6Zm9yZ2Vyb2Nr'],
  ['myClient', 'forgerock', 'raw', 'Basic bXlDbGllbnQ6Zm9yZ2Vyb2Nr'],
  ['myClient', 's=cr%t +:é', 'form', `Basic ${btoa('myClient:s%3Dcr%25t%20%2B%3A%C3%A9')}`],
  ['myClient', 's=cr%t +:', 'raw', `Basic ${btoa('myClient:s=cr%t +:')}`],
] as const)(
  'the id %s and the secret %s with the encoding %s are %s',
  async (clientId, clientSecret, basicEncoding, authorization) => {
    const { request, body } = await requestOf({ clientId, clientSecret, basicEncoding });
    expect(request?.headers.get('authorization')).toBe(authorization);
    expect(body).toBe('grant_type=client_credentials&scope=write');
  },
);

test.each([
  [' write  fr:idm:* write ', '&scope=write+fr%3Aidm%3A*'],
  ['', ''],
  [[], ''],
  [undefined, ''],
])('the scope %j is sent as %j, because AM reads a double space as a scope without a name', async (scope, sent) => {
  expect((await requestOf({ scope })).body).toBe(`grant_type=client_credentials${sent}`);
});

test('a ClientAuth value can work without a secret', async () => {
  const clientAuth: ClientAuth = {
    method: 'tls_client_auth',
    usesClientSecret: false,
    authenticate: ({ clientId, body }) => body.set('client_id', clientId),
  };
  const { request, body } = await requestOf({ clientAuth, clientSecret: undefined });
  expect(body).toBe('grant_type=client_credentials&scope=write&client_id=myClient');
  expect(request?.headers.get('authorization')).toBeNull();
});

test('members that a script of AM has added are ignored', async () => {
  const { server, pingam } = await startPingAm();
  const token = { scope: ['write'], id_token: 'x', refresh_token: 'y', expires_in: '3599', nested: { a: [1] } };
  server.answerNext({ fate: 'grant', token });
  const members = ['accessToken', 'tokenType', 'scope', 'issuedAt', 'expiresAt', 'details'];
  expect(Object.keys(await pingam.token())).toEqual(members);
});
