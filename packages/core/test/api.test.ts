import { HTTPError } from 'ky';
import { expect, onTestFinished, test, vi } from 'vitest';
import { isGrantError } from '../src/index.ts';
import { inspectWhole } from './inspect-whole.ts';
import { apiKey, clientSecret, createTestBed, fixRandom, granted, shown, startServer } from './test-bed.ts';

const rejected = { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } };

test.each([
  ['things', {}, '/v2/things'],
  ['/things', {}, '/v2/things'],
  ['things', { searchParams: { page: 2 } }, '/v2/things?page=2'],
] as const)('api.get(%j) sends a request below the base URL', async (path, options, url) => {
  const { server, client } = await createTestBed();
  expect(await client.api.get(path, options).json()).toEqual({ ok: true, path: url });
  expect(server.apiRequests).toMatchObject([
    { url, headers: { authorization: `Bearer ${granted(server)[0]}`, 'x-api-key': apiKey, 'x-tenant': 'one' } },
  ]);
});

test('api and fetch share one token, and api is made once', async () => {
  const { server, client } = await createTestBed();
  await client.api.get('a');
  await client.fetch('b');
  await client.api.extend({ headers: { 'x-tenant': 'two' } }).get('c');
  expect(client.api).toBe(client.api);
  expect(shown(server)).toEqual(Array(3).fill(granted(server)[0]));
  expect(server.apiRequests[2]?.headers['x-tenant']).toBe('two');
});

test.each([
  ['json', { json: { a: 'ü' } }],
  ['a form', { body: new URLSearchParams({ a: 'b' }) }],
])('api.post with %s is sent once more when its token is rejected', async (_, options) => {
  const { server, client } = await createTestBed();
  server.answerApiNext(rejected);
  expect(await client.api.post('things', options).json()).toMatchObject({ ok: true });
  const [first, second] = server.apiRequests;
  expect(second?.body).toBe(first?.body);
  expect(first?.body).not.toBe('');
  expect(shown(server)).toEqual(granted(server));
});

test.each([
  ['404', { status: 404, body: { message: 'no such thing' } }],
  ['401', rejected],
  ['403', { status: 403, body: 'no' }],
  ['a reset connection', { fate: 'reset' }],
  ['a redirect to nowhere', { fate: 'redirect', status: 307, location: 'http://127.0.0.1:1/' }],
] as const)('the error of api about %s contains neither the token nor the API key', async (_, answer) => {
  const { server, client } = await createTestBed();
  server.answerApiAlways(answer);
  const error: unknown = await client.api.get('things', { retry: 0 }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  for (const secret of [...granted(server), apiKey, clientSecret]) expect(inspectWhole(error)).not.toContain(secret);
});

test('a 404 is an HTTPError of ky, with the status and the body', async () => {
  const { server, client } = await createTestBed();
  server.answerApiNext({ status: 404, body: { message: 'no such thing' } });
  const error: unknown = await client.api.get('things').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(HTTPError);
  expect(error).toMatchObject({ response: { status: 404 }, data: { message: 'no such thing' } });
});

test('if there is no token, api throws the GrantError, and sends nothing to the API', async () => {
  const { server, client } = await createTestBed();
  server.answerAlways({ status: 400, body: { error: 'invalid_scope' } });
  const error: unknown = await client.api.get('things').catch((reason: unknown) => reason);
  expect(isGrantError(error) && error.code).toBe('invalid_scope');
  expect([server.tokenRequests.length, server.apiRequests.length]).toEqual([1, 0]);
});

test('a request to another origin carries neither the token nor the API key', async () => {
  const { server, client } = await createTestBed();
  const stranger = await startServer();
  stranger.answerApiAlways({ body: 'stored' });
  expect(await client.api.put(new URL('/presigned', stranger.url), { body: 'a' }).text()).toBe('stored');
  expect(stranger.apiRequests[0]?.headers).not.toHaveProperty('authorization');
  expect(stranger.apiRequests[0]?.headers).not.toHaveProperty('x-api-key');
  expect(server.requests).toHaveLength(0);
});

test("ky's own retry after a server error carries the token again", async () => {
  const { server, client } = await createTestBed();
  server.answerApiNext({ status: 503, headers: { 'retry-after': '0' } });
  expect(await client.api.get('things', { retry: { delay: () => 0 } }).json()).toMatchObject({ ok: true });
  expect(shown(server)).toEqual(Array(2).fill(granted(server)[0]));
});

test("ky's own retry has jitter: its wait is a random share of 300 ms, then of 600 ms", async () => {
  // A thousandth, because ky waits in real time.
  fixRandom(0.001);
  const timers = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => timers.mockRestore());
  const { server, client } = await createTestBed();
  server.answerApiNext({ status: 503 }, { status: 503 });
  expect(await client.api.get('things').json()).toMatchObject({ ok: true });
  const waits = timers.mock.calls.map(([, ms]) => ms);
  expect(waits).toContain(0.3);
  expect(waits).toContain(0.6);
});

test('aborting a call that waits for its token rejects with the reason', async () => {
  const { server, client } = await createTestBed();
  server.answerNext({ fate: 'hang' });
  const controller = new AbortController();
  const call = client.api.get('things', { signal: controller.signal }).text();
  const failed = expect(call).rejects.toThrow('the user went away');
  await server.waitForRequest(1);
  controller.abort(new Error('the user went away'));
  await failed;
  expect(server.apiRequests).toHaveLength(0);
});

test('api without an API base URL is invalid_config', async () => {
  const { server, client } = await createTestBed({ provider: { apiBaseUrl: undefined } });
  const error: unknown = await (async () => client.api.get('things'))().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'invalid_config', message: expect.stringContaining('`apiBaseUrl`') });
  expect(server.requests).toHaveLength(0);
});

test('if the token endpoint hangs, api throws the timeout of the token, and not that of ky', async () => {
  const { server, client, clock } = await createTestBed({ timeout: 60_000 });
  const timers = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => timers.mockRestore());
  server.answerNext({ fate: 'hang' });
  const failed = client.api.get('things').catch((reason: unknown) => reason);
  await server.waitForRequest(1);
  clock.advance(60_000);
  expect(await failed).toMatchObject({ name: 'GrantError', code: 'timeout' });
  expect(client.explain()).toMatchObject({ failure: { code: 'timeout' } });
  // ky's own timeout runs in real time. It is ten seconds longer than the token's.
  expect(timers.mock.calls.map(([, ms]) => ms)).toContain(70_000);
  expect([server.tokenRequests.length, server.apiRequests.length]).toEqual([1, 0]);
});

test('api works with the longest timeout that a client may have', async () => {
  const { client } = await createTestBed({ timeout: 2 ** 31 - 1 });
  expect(await client.api.get('things').json()).toMatchObject({ ok: true });
});
