import { inspect } from 'node:util';
import { createAuthorizationServer } from '@grantkit/testing';
import { expect, onTestFinished, test } from 'vitest';
import { required, startSmokeball } from './start-smokeball.ts';

test.each([
  ['a1b2', 'matters', '/a1b2/matters'],
  ['a1b2', '/matters', '/a1b2/matters'],
  ['00000000-0000-0000-0000-000000000000', 'webhooks', '/00000000-0000-0000-0000-000000000000/webhooks'],
  ['a?b#c', 'matters', '/a%3Fb%23c/matters'],
  ['%2e%2e', 'matters', '/%252e%252e/matters'],
  ['...', 'matters', '/.../matters'],
])('the account %s is the first segment of the path %s', async (accountId, path, url) => {
  const { server, smokeball } = await startSmokeball({ accountId });
  await smokeball.api.get(path);
  await smokeball.fetch(path);
  expect(server.apiRequests.map((request) => request.url)).toEqual([url, url]);
});

test('an absolute link, which contains the account already, is used unchanged', async () => {
  const { server, smokeball } = await startSmokeball({ accountId: 'a1b2' });
  const next = `${server.url}/a1b2/matters?offset=500`;
  await smokeball.api.get(new URL(next));
  await smokeball.fetch(next);
  expect(server.apiRequests.map(({ url }) => url)).toEqual(Array(2).fill('/a1b2/matters?offset=500'));
  expect(server.apiRequests[0]?.headers['x-api-key']).toBe(required.apiKey);
});

test('a presigned URL at another host gets neither the token nor the API key', async () => {
  const { smokeball } = await startSmokeball({ userId: 'user-1', requestId: 'request-1' });
  const storage = await createAuthorizationServer();
  onTestFinished(() => storage.close());
  storage.answerApiAlways({ status: 200 });
  await smokeball.fetch(`${storage.url}/bucket/file?X-Amz-Signature=a`, { method: 'PUT', body: 'bytes' });
  for (const name of ['authorization', 'x-api-key', 'userid', 'requestid']) {
    expect(storage.apiRequests[0]?.headers, name).not.toHaveProperty(name);
  }
});

test('without the options `userId` and `requestId`, requests carry neither header', async () => {
  const { server, smokeball } = await startSmokeball();
  expect(await smokeball.api.get('matters').json()).toEqual({ ok: true, path: '/matters' });
  expect(server.apiRequests[0]?.headers).not.toHaveProperty('userid');
  expect(server.apiRequests[0]?.headers).not.toHaveProperty('requestid');
});

test('requests carry the user and the request id, unless they set these headers themselves', async () => {
  const { server, smokeball } = await startSmokeball({ userId: 'user-1', requestId: 'request-1' });
  await smokeball.api.get('matters');
  await smokeball.api.get('matters', { headers: { RequestId: 'request-2', UserId: 'user-2' } });
  expect(server.apiRequests.map(({ headers }) => [headers['userid'], headers['requestid']])).toEqual([
    ['user-1', 'request-1'],
    ['user-2', 'request-2'],
  ]);
});

test('a function that fetches the API key is called for each request', async () => {
  let asked = 0;
  const { smokeball } = await startSmokeball({ apiKey: async () => (++asked > 0 ? required.apiKey : '') });
  for (const calls of [1, 2]) {
    expect((await smokeball.fetch('matters')).status).toBe(200);
    expect(asked).toBe(calls);
  }
});

test.each([
  ['a pair', () => ['old-key', required.apiKey] as const],
  ['a function that returns a pair', () => async () => ['old-key', required.apiKey] as const],
])('after a refusal the other key of %s is sent from then on', async (_, apiKey) => {
  const { server, smokeball } = await startSmokeball({ apiKey: apiKey() });
  for (const path of ['a', 'b']) {
    expect((await smokeball.fetch(path, { method: 'POST', body: path })).status).toBe(200);
  }
  expect(server.apiRequests.map(({ headers, body }) => [headers['x-api-key'], body])).toEqual([
    ['old-key', 'a'],
    [required.apiKey, 'a'],
    [required.apiKey, 'b'],
  ]);
  expect(server.issued).toHaveLength(1);
});

test.each([
  ['two wrong keys', ['old-key', 'older-key'], undefined, 2],
  ['a missing scope', ['old-key', required.apiKey], { message: 'User is not authorized: execute-api:Invoke' }, 1],
  ['one wrong key', 'old-key', undefined, 1],
] as const)('the caller gets the 403 for %s', async (_, apiKey, body, requests) => {
  const { server, smokeball } = await startSmokeball({ apiKey });
  if (body !== undefined) server.answerApiAlways({ status: 403, body });
  const reply = await smokeball.fetch('matters');
  expect([reply.status, await reply.json()]).toEqual([403, body ?? { message: 'Forbidden' }]);
  expect([server.apiRequests.length, server.issued.length]).toEqual([requests, 1]);
});

test.each([403, 401])(
  'a %i from another host after a redirect blames neither the API key nor the token',
  async (status) => {
    const { server, smokeball } = await startSmokeball({ apiKey: [required.apiKey, 'next-key'] });
    const storage = await createAuthorizationServer();
    onTestFinished(() => storage.close());
    storage.answerApiAlways({ status, body: { message: 'Forbidden' } });
    server.answerApiNext({ fate: 'redirect', status: 307, location: `${storage.url}/file` });
    const reply = await smokeball.fetch('files/1');
    expect([reply.status, await reply.json()]).toEqual([status, { message: 'Forbidden' }]);
    await smokeball.fetch('matters');
    expect(server.apiRequests.map(({ headers }) => headers['x-api-key'])).toEqual([required.apiKey, required.apiKey]);
    expect([storage.requests.length, server.issued.length]).toEqual([1, 1]);
  },
);

test('a path that is forbidden with both keys does not change the key that is sent first', async () => {
  const { server, smokeball } = await startSmokeball({ apiKey: [required.apiKey, 'not-yet-valid'] });
  const forbidden = { status: 403, body: { message: 'Forbidden' } };
  for (let round = 0; round < 100; round += 1) {
    server.answerApiNext(forbidden);
    server.answerApiNext(forbidden);
    expect((await smokeball.fetch('forbidden')).status).toBe(403);
    expect((await smokeball.fetch('matters')).status).toBe(200);
  }
  // A forbidden request is tried with both keys, and a good one only with the key that works.
  expect(server.apiRequests).toHaveLength(300);
  const good = server.apiRequests.filter(({ url }) => url === '/matters');
  expect(new Set(good.map(({ headers }) => headers['x-api-key']))).toEqual(new Set([required.apiKey]));
});

test.each([
  ['long', { body: 'x'.repeat(100_000) }],
  ['not found', { status: 404 }],
])('after a rotation the new key is sent first, also if all replies are %s', async (_, answer) => {
  const { server, smokeball } = await startSmokeball({ apiKey: ['old-key', required.apiKey] });
  server.answerApiNext({ status: 403, body: { message: 'Forbidden' } });
  server.answerApiAlways(answer);
  for (let call = 0; call < 3; call += 1) await smokeball.fetch('matters');
  const sent = server.apiRequests.map(({ headers }) => headers['x-api-key']);
  expect(sent).toEqual(['old-key', required.apiKey, required.apiKey, required.apiKey]);
});

test('a later change of the given pair changes nothing', async () => {
  const pair: [string, string] = ['old-key', required.apiKey];
  const { server, smokeball } = await startSmokeball({ apiKey: pair });
  pair.fill('another-key');
  await smokeball.fetch('matters');
  expect(server.apiRequests.map(({ headers }) => headers['x-api-key'])).toEqual(['old-key', required.apiKey]);
});

test('a key that the function no longer returns is not sent', async () => {
  let pair: [string, string] = ['old-key', required.apiKey];
  const { server, smokeball } = await startSmokeball({ apiKey: () => pair });
  await smokeball.fetch('a');
  pair = ['newer', 'newest'];
  server.answerApiAlways({});
  await smokeball.fetch('b');
  expect(server.apiRequests.at(-1)?.headers['x-api-key']).toBe('newer');
});

test.each([429, 500])('a %i to the other key does not make it the first one', async (status) => {
  const { server, smokeball } = await startSmokeball({ apiKey: [required.apiKey, 'not-yet-valid'] });
  server.answerApiNext({ status: 403, body: { message: 'Forbidden' } }, { status });
  expect((await smokeball.fetch('denied')).status).toBe(status);
  expect((await smokeball.fetch('matters')).status).toBe(200);
  expect(server.apiRequests.at(-1)?.headers['x-api-key']).toBe(required.apiKey);
  expect(server.apiRequests).toHaveLength(3);
});

test('while a forbidden path is tried with the other key, an upload is sent with the key that works', async () => {
  const { server, smokeball } = await startSmokeball({ apiKey: [required.apiKey, 'not-yet-valid'] });
  const forbidden = { status: 403, body: { message: 'Forbidden' } };
  let upload: Promise<Response> | undefined;
  server.answerApiNext(forbidden, () => {
    // A stream cannot be sent again with another key.
    const body = new Blob(['file']).stream();
    upload = smokeball.fetch('files', { method: 'POST', body, ...{ duplex: 'half' } });
    return forbidden;
  });
  await smokeball.fetch('denied');
  expect((await upload)?.status).toBe(200);
});

test.each([
  ['an empty key', () => ''],
  ['an empty pair', () => [] as never],
  ['a pair with an empty key', () => [required.apiKey, ''] as const],
])('%s from a function is `credential_unavailable`, and nothing is sent to the API', async (_, apiKey) => {
  const { server, smokeball } = await startSmokeball({ apiKey });
  await expect(smokeball.fetch('matters')).rejects.toMatchObject({ code: 'credential_unavailable' });
  expect(server.apiRequests).toHaveLength(0);
});

test('a redirected write is not repeated with the other key, but the next request uses it', async () => {
  const { server, smokeball } = await startSmokeball({ apiKey: ['old-key', required.apiKey] });
  server.answerApiNext({ fate: 'redirect', status: 307, location: '/there' });
  const reply = await smokeball.fetch('here', { method: 'POST', body: 'a' });
  expect([reply.status, await reply.json()]).toEqual([403, { message: 'Forbidden' }]);
  expect((await smokeball.fetch('here', { method: 'POST', body: 'b' })).status).toBe(200);
  expect(server.apiRequests.map(({ url, headers, body }) => [url, headers['x-api-key'], body])).toEqual([
    ['/here', 'old-key', 'a'],
    ['/there', 'old-key', 'a'],
    ['/here', required.apiKey, 'b'],
  ]);
});

test('the caller gets a 403 of more than 64 KiB at once', async () => {
  const { server, clock, smokeball } = await startSmokeball({ apiKey: ['old-key', required.apiKey] });
  const body = { message: 'Forbidden', why: 'x'.repeat(100_000) };
  server.answerApiNext({ status: 403, body });
  const reply = await smokeball.fetch('matters');
  expect([reply.status, await reply.json(), clock.monotonic()]).toEqual([403, body, 0]);
  expect(server.apiRequests).toHaveLength(1);
});

test('a request whose API key hangs rejects with the reason of its signal', async () => {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const { server, smokeball } = await startSmokeball({
    apiKey: () => {
      ask();
      return new Promise<string>(() => {});
    },
  });
  const controller = new AbortController();
  const failed = expect(smokeball.fetch('matters', { signal: controller.signal })).rejects.toThrow(
    'the user went away',
  );
  await asked;
  controller.abort(new Error('the user went away'));
  await failed;
  expect(server.apiRequests).toHaveLength(0);
});

const secretKey = 'key-5d1e';

test.each([
  ['rejects', () => Promise.reject(new Error(`vault said ${secretKey}`))],
  [
    'throws',
    () => {
      throw new Error(`vault said ${secretKey}`);
    },
  ],
  ['returns a line break', () => `${secretKey}\r\nx-evil: 1`],
])(
  'an API key function that %s is credential_unavailable: nothing is sent, and the error does not show the key',
  async (_, apiKey) => {
    const { server, smokeball } = await startSmokeball({ apiKey });
    const error: unknown = await smokeball.api.get('matters').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'GrantError', code: 'credential_unavailable', provider: 'smokeball' });
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(secretKey);
    expect(server.apiRequests).toHaveLength(0);
  },
);

test.each([
  ['an expired token', 401, { message: 'The incoming token has expired' }, 2],
  ['a rejected token', 401, { message: 'Unauthorized' }, 2],
  ['a missing scope', 403, { Message: 'User is not authorized to perform: execute-api:Invoke' }, 1],
  ['a wrong API key', 403, { message: 'Forbidden' }, 1],
  ['too many requests', 429, { message: 'Too Many Requests' }, 1],
  ['a mistake in the request', 400, { title: 'Bad Request', errors: [{ field: 'name' }] }, 1],
] as const)('%s (%i) costs a new token only if that can help', async (_, status, body, tokens) => {
  const { server, smokeball } = await startSmokeball();
  server.answerApiNext({ status, body });
  const reply = await smokeball.fetch('matters', { method: 'POST', body: '{"a":1}' });
  expect([reply.status, server.issued.length]).toEqual([tokens === 2 ? 200 : status, tokens]);
  expect(server.apiRequests.map((request) => request.body)).toEqual(Array(tokens).fill('{"a":1}'));
});

test('after a 429 `api` repeats a read when the gateway allows it, and never repeats a write', async () => {
  const { server, smokeball } = await startSmokeball();
  const tooMany = { status: 429, headers: { 'retry-after': '0' }, body: { message: 'Too Many Requests' } };
  server.answerApiNext(tooMany, tooMany);
  expect(await smokeball.api.get('matters').json()).toMatchObject({ ok: true });
  expect(server.apiRequests).toHaveLength(3);

  server.answerApiNext(tooMany);
  await expect(smokeball.api.post('matters', { json: {} })).rejects.toMatchObject({ response: { status: 429 } });
  expect(server.apiRequests).toHaveLength(4);
  expect(server.issued).toHaveLength(1);
});
