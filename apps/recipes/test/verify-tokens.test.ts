import { inspect } from 'node:util';
import { createPingAm } from '@grantkit/pingam';
import { createAuthorizationServer } from '@grantkit/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { isGoodFor } from '../src/ask-about-token.ts';
import { createVerifier } from '../src/verify-tokens.ts';
import { createSigningRealm } from './signing-realm.ts';

const credentials = { clientId: 'reports', clientSecret: 's3cr3t-of-reports', scope: ['write', 'read'] };

async function start() {
  const realm = createSigningRealm();
  const server = await createAuthorizationServer({ dialect: realm.dialect, clients: [credentials] });
  onTestFinished(() => server.close());
  const issuer = server.url + realm.path;
  const connect = () => createPingAm({ baseUrl: `${server.url}/am`, realm: '/alpha', ...credentials, scope: 'write' });
  const verify = createVerifier({ issuer, clients: ['reports'] });
  const present = (token: string, scope = 'write') =>
    verify(new Request('http://api.example', { headers: { authorization: `Bearer ${token}` } }), scope);
  return { realm, server, issuer, connect, present };
}

test("a client's token verifies, and a hundred tokens cost one request for the keys", async () => {
  const { realm, connect, present, issuer } = await start();
  const { accessToken } = await connect().token();
  const claims = await Promise.all(Array.from({ length: 100 }, () => present(accessToken)));
  expect(claims[0]).toMatchObject({ iss: issuer, aud: ['reports'], scope: ['write'], realm: '/alpha' });
  expect(new Set(claims.map((claim) => JSON.stringify(claim))).size).toBe(1);
  expect(realm.keyRequests()).toBe(1);
});

test.each([
  ['of another issuer', { iss: 'https://am.example.com:443/am/oauth2/realms/root/realms/beta' }],
  ['of a client that may not call', { aud: ['stranger'] }],
  ['that has expired', { exp: 1 }],
  ['without an end', { exp: undefined }],
  ['that is a refresh token', { tokenName: 'refresh_token' }],
  ['that is an ID token', { tokenName: 'id_token' }],
])('a token %s is rejected with 401', async (_, claims) => {
  const { realm, connect, present } = await start();
  realm.change(claims);
  const reply = await present((await connect().token()).accessToken);
  expect(reply).toMatchObject({ status: 401 });
  expect(reply instanceof Response && reply.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
});

test('a token with a wrong signature is rejected, and so is an opaque token', async () => {
  const { connect, present } = await start();
  const { accessToken } = await connect().token();
  const [header, , signature] = accessToken.split('.');
  const payload = Buffer.from('{"aud":["reports"],"scope":["write"]}').toString('base64url');
  await expect(present(`${header}.${payload}.${signature}`)).resolves.toMatchObject({ status: 401 });
  await expect(present('J3hTkQ0EoQmZ')).resolves.toMatchObject({ status: 401 });
});

test.each([[['read', 'write']], ['read write']])('the scope %j contains write and not admin', async (scope) => {
  const { realm, connect, present } = await start();
  realm.change({ scope });
  const { accessToken } = await connect().token();
  await expect(present(accessToken)).resolves.toMatchObject({ scope });
  await expect(present(accessToken, 'admin')).resolves.toMatchObject({ status: 403 });
});

test("a new token is valid, although AM's clock is 4 s ahead", async () => {
  const { realm, connect, present } = await start();
  realm.change({ nbf: Math.floor(Date.now() / 1000) + 4 });
  await expect(present((await connect().token()).accessToken)).resolves.toMatchObject({ aud: ['reports'] });
  realm.change({ nbf: Math.floor(Date.now() / 1000) + 60 });
  await expect(present((await connect().token()).accessToken)).resolves.toMatchObject({ status: 401 });
});

test('a new key of the realm is fetched, at most every 30 seconds', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const { realm, connect, present } = await start();
  await present((await connect().token()).accessToken);
  realm.replaceKey();
  const { accessToken } = await connect().token();
  await expect(present(accessToken)).resolves.toMatchObject({ status: 401 });
  vi.setSystemTime(Date.now() + 30_000);
  await expect(present(accessToken)).resolves.toMatchObject({ aud: ['reports'] });
  expect(realm.keyRequests()).toBe(2);
});

test('without the keys the reply is 503, because the token may be valid, and the log says why', async () => {
  const report = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => report.mockRestore());
  const { connect, server } = await start();
  const { accessToken } = await connect().token();
  await server.close();
  const verify = createVerifier({ issuer: server.url, clients: ['reports'] });
  const request = new Request('http://api.example', { headers: { authorization: `Bearer ${accessToken}` } });
  await expect(verify(request, 'write')).resolves.toMatchObject({ status: 503 });
  expect(report).toHaveBeenCalledOnce();
  expect(inspect(report.mock.calls)).not.toContain(accessToken);
});

test('an error reply in place of the keys is 503 too', async () => {
  const report = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => report.mockRestore());
  const { realm, connect, present } = await start();
  realm.answerKeys(500);
  await expect(present((await connect().token()).accessToken)).resolves.toMatchObject({ status: 503 });
});

test('AM answers for an opaque token, also after it was revoked', async () => {
  const server = await createAuthorizationServer({ dialect: 'pingam8', clients: [credentials] });
  onTestFinished(() => server.close());
  const pingam = createPingAm({ baseUrl: `${server.url}/am`, realm: '/alpha', ...credentials });
  const { accessToken } = await pingam.token();
  await expect(isGoodFor(pingam, accessToken, 'write')).resolves.toBe(true);
  await expect(isGoodFor(pingam, accessToken, 'admin')).resolves.toBe(false);
  await pingam.revoke(accessToken);
  await expect(isGoodFor(pingam, accessToken, 'write')).resolves.toBe(false);
});
