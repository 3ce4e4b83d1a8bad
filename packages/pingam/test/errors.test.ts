import { privateKeyJwt } from '@grantkit/client-assertion';
import { expect, test } from 'vitest';
import { keyClient } from './key-client.ts';
import { startPingAm } from './start-pingam.ts';

const { privateKey } = keyClient('ES256');

test.each([
  ['E10', 'invalid_client', 'JWT has expired', 'clock'],
  ['E10', 'invalid_client', 'JWT expiration time is unreasonable', 'check `lifetime`'],
  ['E10', 'invalid_client', 'JWT is not valid', 'the public key, its `keyId` and the signing algorithm'],
  ['E10', 'invalid_client', 'JWT is not valid', 'OpenAM misreads most keys for ES256: use RS256 there'],
  ['E10', 'invalid_client', 'Audience validation failed', 'expected http'],
  ['E10', 'invalid_client', 'Client authentication failed', 'the public key'],
  ['E10', 'invalid_client', 'Client authentication failed', 'expected http'],
  ['E11', 'invalid_request', 'not right number of dots, 1', undefined],
  ['E11', 'server_error', 'not right number of dots, 1', "AM's debug log"],
])('%s: %s "%s" for an assertion has a hint that is not about secrets', async (_, error, error_description, hint) => {
  const { server, pingam } = await startPingAm({ clientAuth: privateKeyJwt({ key: privateKey }) });
  server.answerAlways({ status: 400, body: { error_description, error } });
  const failure = await pingam.token().catch((thrown: unknown) => thrown);
  expect(failure).toMatchObject({ code: error, status: 400, retryable: false });
  if (hint === undefined) expect(failure).toMatchObject({ hint: undefined });
  else expect(failure).toMatchObject({ hint: expect.stringContaining(hint) });
  expect(failure).not.toMatchObject({ hint: expect.stringContaining('secret') });
});

test.each([
  ['tls_client_auth', 'this certificate or its subject'],
  ['client_secret_jwt', '`audienceIncludesClientId`'],
  ['client_secret_post', 'the client id and secret'],
])('the hint for %s names the credential of that method', async (method, hint) => {
  const clientAuth = { method, usesClientSecret: false, authenticate: () => {} };
  const { server, pingam } = await startPingAm({ clientAuth });
  server.answerAlways({ status: 401, body: { error: 'invalid_client' } });
  await expect(pingam.token()).rejects.toMatchObject({ hint: expect.stringContaining(hint) });
});

test('E16: the redirect of a server that is not set up yet has a hint', async () => {
  const { server, pingam } = await startPingAm();
  server.answerAlways({ fate: 'redirect', status: 302, location: '/am/config/options.htm' });
  await expect(pingam.token()).rejects.toMatchObject({
    code: 'redirect_refused',
    hint: expect.stringContaining('until it is configured'),
  });
  expect(server.requests).toHaveLength(1);
});

test("without a realm, hints name the host name's own realm", async () => {
  const { pingam } = await startPingAm({ realm: undefined, clientSecret: 'no' });
  await expect(pingam.token()).rejects.toMatchObject({ hint: expect.stringContaining("the host name's own realm") });
});
