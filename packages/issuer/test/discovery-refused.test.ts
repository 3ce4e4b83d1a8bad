import { expect, test } from 'vitest';
import { credentials, startStandardServer } from './start-standard-server.ts';

const html = { 'content-type': 'text/html;charset=utf-8' };
const page = { headers: html, body: '<!doctype html><div id="app"></div>' };
const below = '/realms/prod/.well-known/openid-configuration';
const inserted = '/.well-known/oauth-authorization-server/realms/prod';

test.each([
  ['the page of a single-page app', page],
  ['a 401', { status: 401, headers: { 'www-authenticate': 'Bearer' } }],
  ['a 403', { status: 403, body: { message: 'Forbidden' } }],
  ['a 404', { status: 404 }],
  ['a 405', { status: 405 }],
  ['a redirect', { fate: 'redirect', status: 302, location: '/login' }],
  ['the document of another issuer', { body: { issuer: 'https://a.example', token_endpoint: 'https://a.example/t' } }],
] as const)('after %s at the first URL the second one is asked', async (_, answer) => {
  const { server, issuer, connect, documentRequests } = await startStandardServer({ documentPaths: [inserted] });
  server.answerApiNext(answer);
  const client = connect();
  expect(await client.metadata()).toMatchObject({ issuer });
  await expect(client.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
  expect(documentRequests()).toEqual([below, inserted]);
});

test.each([
  ['a 503', { status: 503 }, 'server_error'],
  ['a 429', { status: 429 }, 'rate_limited'],
  ['a broken connection', { fate: 'reset' }, 'network'],
] as const)('%s at the first URL is an error at once: the second URL is not asked', async (_, answer, code) => {
  const { server, connect, documentRequests } = await startStandardServer({ documentPaths: [inserted] });
  server.answerApiNext(answer);
  await expect(connect().metadata()).rejects.toMatchObject({ code, retryable: true });
  expect(documentRequests()).toEqual([below]);
});

test.each([
  ['no document', { status: 404 }, 'not_found'],
  ['a page', page, 'invalid_response'],
  ['a redirect', { fate: 'redirect', status: 302, location: '/login' }, 'redirect_refused'],
  ['an empty reply', { body: '' }, 'invalid_response'],
  ['the reply of a failed server', { status: 503 }, 'server_error'],
  ['a 401', { status: 401 }, 'refused'],
] as const)('%s at both URLs is an error, and no token request is sent', async (_, answer, code) => {
  const { server, clock, connect } = await startStandardServer();
  server.answerApiAlways(answer);
  const client = connect({ timeout: 500 });
  await expect(client.metadata()).rejects.toMatchObject({ code });
  await expect(client.token()).rejects.toMatchObject({ code, cached: true });
  await expect(client.introspect('a token')).rejects.toMatchObject({ code, cached: true });
  await expect(client.revoke('a token')).rejects.toMatchObject({ code, cached: true });
  expect(server.requests.every(({ method }) => method === 'GET')).toBe(true);

  server.answerApiAlways(undefined);
  clock.advance(60_000);
  await expect(client.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
});

test('a failed discovery is tried again after 1 s, then 2, 4 … 60 s, however many callers there are', async () => {
  const { server, clock, connect } = await startStandardServer();
  server.answerApiAlways({ status: 503 });
  const client = connect();
  const moments: number[] = [];
  for (let second = 0; second < 300; second += 1) {
    const before = server.requests.length;
    await Promise.allSettled([client.metadata(), client.metadata()]);
    if (server.requests.length > before) moments.push(second);
    clock.advance(1_000);
  }
  expect(moments).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
});

test('a failure between two attempts says how long the client waits', async () => {
  const { server, connect } = await startStandardServer();
  server.answerApiAlways({ status: 404 });
  const client = connect();
  await expect(client.metadata()).rejects.toMatchObject({ code: 'not_found', cached: false });
  await expect(client.metadata()).rejects.toMatchObject({ code: 'not_found', cached: true, retryAfter: 1_000 });
});

// No secret was sent, so the document's 401 says nothing about it.
test.each([
  ['no word', {}, 'refused'],
  ["a gateway's message", { body: { message: 'Unauthorized' } }, 'refused'],
  ['a challenge', { headers: { 'www-authenticate': 'Basic realm="gateway"' } }, 'refused'],
  ['the word for a refused client', { body: { error: 'invalid_client' } }, 'refused'],
] as const)('a 401 of the document with %s does not refuse a secret', async (_, reply, code) => {
  const { server, clock, connect } = await startStandardServer();
  server.answerApiAlways({ status: 401, ...reply });
  const client = connect({ clientSecret: [credentials.clientSecret, 'next'], timeout: 500 });
  await expect(client.token()).rejects.toMatchObject({ code, status: 401 });
  expect(server.tokenRequests).toEqual([]);
  server.answerApiAlways(undefined);
  clock.advance(1_000);
  await expect(client.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
  // The first secret of the pair is still the one that is tried first.
  expect(server.tokenRequests).toHaveLength(1);
});

test('a call waits for a silent server no longer than `timeout`', async () => {
  const { server, clock, connect } = await startStandardServer();
  const arrived = Promise.withResolvers<void>();
  server.answerApiNext(() => {
    arrived.resolve();
    return { fate: 'hang' };
  });
  const failure = connect({ timeout: 3_000 })
    .metadata()
    .catch((error: unknown) => error);
  await arrived.promise;
  clock.advance(3_000);
  expect(await failure).toMatchObject({ code: 'timeout', retryable: true });
});
