import { gzipSync } from 'node:zlib';
import { type Answer, createAuthorizationServer, createFakeClock, type RecordedRequest } from '@grantkit/testing';
import { expect, test } from 'vitest';
import { clientSecretBasic, clientSecretPost, createProviderClient } from '../src/index.ts';
import { type Ask, ask } from './ask.ts';
import { failureOf } from './failure-of.ts';

const granted = { body: { access_token: 't', token_type: 'Bearer' } };

async function sent(options: Ask): Promise<RecordedRequest> {
  const { promise, resolve } = Promise.withResolvers<RecordedRequest>();
  await ask((request) => {
    resolve(request);
    return granted;
  }, options);
  return promise;
}

test('a token request is one POST with a form body, typed without a charset', async () => {
  const { method, url, headers, body } = await sent({});
  expect({ method, url, body }).toEqual({ method: 'POST', url: '/token', body: 'grant_type=client_credentials' });
  expect(headers).toMatchObject({
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': '29',
  });
  expect(headers).not.toHaveProperty('cookie');
});

test.each<[string, Ask, string]>([
  ['no scope', {}, 'grant_type=client_credentials'],
  ['scopes with a space between them', { scope: ['a:b', 'c'] }, 'grant_type=client_credentials&scope=a%3Ab+c'],
  [
    "scopes with the provider's separator",
    { scope: ['a', 'b'], scopeSeparator: ',' },
    'grant_type=client_credentials&scope=a%2Cb',
  ],
  [
    "the provider's parameters right after grant_type",
    { scope: ['a'], parameters: { audience: 'https://x/?a=b&c', é: '+ %' } },
    'grant_type=client_credentials&audience=https%3A%2F%2Fx%2F%3Fa%3Db%26c&%C3%A9=%2B+%25&scope=a',
  ],
  [
    'the credentials after parameters and scope',
    { scope: ['a'], parameters: { p: '1' }, clientAuth: clientSecretPost() },
    'grant_type=client_credentials&p=1&scope=a&client_id=acme-client&client_secret=acme-secret',
  ],
])('the body has %s', async (_, options, body) => {
  expect((await sent(options)).body).toBe(body);
});

test("the provider's headers are sent", async () => {
  expect((await sent({ headers: { 'x-tenant': 'one' } })).headers).toMatchObject({ 'x-tenant': 'one' });
});

test.each(['Content-Type', 'Authorization', 'Cookie', 'a b'])('a provider cannot set the header %s', async (name) => {
  const error = await failureOf(() => ask({}, { headers: { [name]: 'x' } }));
  expect(error).toMatchObject({ code: 'invalid_config' });
});

test("a token's lifetime counts from its request, not from the reply", async () => {
  const clock = createFakeClock();
  const issuedAt = clock.now();
  const token = await ask(
    () => {
      clock.advance(20_000);
      return { body: { access_token: 't', token_type: 'Bearer', expires_in: 60 } };
    },
    { clock },
  );
  expect(token).toMatchObject({ issuedAt, expiresAt: issuedAt + 60_000 });
  expect(Object.isFrozen(token)).toBe(true);
});

test.each<[string, Answer, RegExp]>([
  ['a reset before the first byte', { fate: 'reset' }, /ECONNRESET|UND_ERR_SOCKET/],
  ['a body that is cut short', { fate: 'truncate', body: granted.body }, /ECONNRESET|UND_ERR_SOCKET/],
  [
    'an error page that is cut short',
    { fate: 'truncate', status: 500, body: '<html>secret page' },
    /ECONNRESET|UND_ERR_SOCKET/,
  ],
  ['a body that is not gzip', { headers: { 'content-encoding': 'gzip' }, body: 'not gzip' }, /Z_DATA_ERROR/],
  [
    'gzip that is cut short',
    { fate: 'truncate', headers: { 'content-encoding': 'gzip' }, body: gzipSync(JSON.stringify(granted.body)) },
    /ECONNRESET|UND_ERR_SOCKET|Z_BUF_ERROR/,
  ],
])('%s is a network error that shows the code of the failure and has no cause', async (_, answer, code) => {
  const error = await failureOf(ask(answer));
  expect(error).toMatchObject({ code: 'network', status: undefined, retryable: true });
  expect(error.summary).toMatch(/^No complete reply from 127\.0\.0\.1:\d+ \([A-Z_]+\)$/);
  expect(error.summary).toMatch(code);
  expect('cause' in error).toBe(false);
});

test('a closed port is a network error, ECONNREFUSED', async () => {
  const server = await createAuthorizationServer();
  await server.close();
  const error = await failureOf(ask({}, { tokenEndpoint: server.tokenEndpoint }));
  expect(error.message).toMatch(
    /^\[acme\] No complete reply from 127\.0\.0\.1:\d+ \(ECONNREFUSED\) \(network\)\. Check the host name/,
  );
  expect('cause' in error).toBe(false);
});

test("the error shows only the code of what the user's own fetch throws", async () => {
  const fetch = async (input: unknown) => {
    throw Object.assign(new Error('proxy said no', { cause: { code: 'EPROXY', input } }), { request: input });
  };
  const error = await failureOf(ask({}, { fetch }));
  expect(error).toMatchObject({
    code: 'network',
    summary: expect.stringMatching(/No complete reply from \S+ \(EPROXY\)$/),
  });
  expect(error).not.toHaveProperty('request');
  expect('cause' in error).toBe(false);
});

test.each<[string, Answer]>([
  ['never answers', { fate: 'hang' }],
  ['stops in the middle of a reply', { fate: 'hang-body', body: granted.body }],
])('a call to a server that %s fails at the timeout', async (_, answer) => {
  await using server = await createAuthorizationServer();
  server.answerNext(answer);
  const clock = createFakeClock();
  const headersCame = Promise.withResolvers<void>();
  const client = createProviderClient(
    { name: 'acme', tokenEndpoint: server.tokenEndpoint, clientAuth: clientSecretBasic() },
    {
      clientId: 'id',
      clientSecret: 'secret',
      clock,
      timeout: 4_000,
      fetch: (input, init) => globalThis.fetch(input, init).finally(headersCame.resolve),
    },
  );
  const failure = failureOf(client.token());
  await server.waitForRequest(1);
  if (answer instanceof Object && 'fate' in answer && answer.fate === 'hang-body') await headersCame.promise;
  clock.advance(4_000);

  const error = await failure;
  expect(error).toMatchObject({ code: 'timeout', status: undefined, retryable: true });
  expect(error.message).toMatch(/^\[acme\] No token within 4000 ms \(timeout\)\. /);
  expect('cause' in error).toBe(false);
  expect(clock.pendingTimers).toEqual([]);
  expect(server.tokenRequests).toHaveLength(1);
});
