import { expect, test } from 'vitest';
import { createEndpointCaller } from '../src/index.ts';
import { createTestBed } from './test-bed.ts';

/** A `fetch` that does not know the runtime's `Request`, like undici's or node-fetch's. It records its arguments. */
function strictFetch() {
  const calls: { readonly url: string; readonly init: RequestInit }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    if (typeof input !== 'string') throw new TypeError('Failed to parse URL from [object Request]');
    calls.push({ url: input, init });
    return globalThis.fetch(input, init);
  };
  return { calls, fetch };
}

test('every request is a URL string and a plain init', async () => {
  const { calls, fetch } = strictFetch();
  const { server, client } = await createTestBed({ fetch });
  await client.token();
  server.answerApiNext({ body: {} });
  await createEndpointCaller(client)({ url: `${server.url}/revoke`, parameters: { token: 'a' }, as: 'client' });
  await client.fetch(new Request(`${server.url}/v2/orders`, { headers: { 'x-own': '1' } }));
  await client.api.post('orders', { json: { amount: 1 } });
  expect(calls.map(({ url, init }) => [init.method, new URL(url).pathname])).toEqual([
    ['POST', '/token'],
    ['POST', '/revoke'],
    ['GET', '/v2/orders'],
    ['POST', '/v2/orders'],
  ]);
  for (const { init } of calls) expect(Object.getPrototypeOf(init.headers)).toBe(Object.prototype);
  expect(server.apiRequests.at(-1)).toMatchObject({ body: '{"amount":1}', headers: { 'content-length': '12' } });
});

test('a cache must not answer requests to the authorization server, but may answer requests to the API', async () => {
  const { calls, fetch } = strictFetch();
  const { server, client } = await createTestBed({ fetch });
  await client.token();
  server.answerApiNext({ body: {} });
  await createEndpointCaller(client)({ url: `${server.url}/.well-known/openid-configuration` });
  await client.fetch('orders');
  await client.fetch('orders', { cache: 'force-cache' });
  expect(calls.map(({ init }) => init.cache)).toEqual(['no-store', 'no-store', undefined, 'force-cache']);
});

test.each<[string, () => BodyInit]>([
  ['text', () => 'text'],
  ['bytes', () => new Uint8Array([1, 2, 3])],
  ['a Blob', () => new Blob(['blob'])],
  ['a form', () => new URLSearchParams({ a: '1' })],
  ['a form with a file', form],
  ['a stream', () => new Blob(['stream']).stream()],
])('%s reaches `fetch` as the caller gave it', async (kind, make) => {
  const { calls, fetch } = strictFetch();
  const { client } = await createTestBed({ fetch });
  const body = make();
  await client.fetch('files', { method: 'POST', body, ...(kind === 'a stream' && { duplex: 'half' }) });
  expect(calls.at(-1)?.init.body).toBe(body);
  expect(Reflect.get(calls.at(-1)?.init ?? {}, 'duplex')).toBe(kind === 'a stream' ? 'half' : undefined);
});

test('a form with a file reaches `fetch` as the caller gave it to `api`', async () => {
  const { calls, fetch } = strictFetch();
  const { server, client } = await createTestBed({ fetch });
  const body = form();
  await client.api.post('files', { body });
  expect(calls.at(-1)?.init.body).toBe(body);
  expect(server.apiRequests.at(-1)?.body).toContain('filename="a.txt"');
});

test('`client.fetch` and `api` pass on members of the init that only the user’s fetch knows', async () => {
  const { calls, fetch } = strictFetch();
  const { client } = await createTestBed({ fetch });
  const dispatcher = { own: true };
  await client.fetch('a', { keepalive: true });
  await client
    .fetch(new Request('https://storage.example/b', { keepalive: true, credentials: 'include' }))
    .catch(() => {});
  await client.api.get('c', Object.assign({ retry: 0 }, { vendor: dispatcher }));
  expect(calls.slice(1).map(({ init }) => [init.keepalive, init.credentials, Reflect.get(init, 'vendor')])).toEqual([
    [true, undefined, undefined],
    [true, 'include', undefined],
    [undefined, undefined, dispatcher],
  ]);
});

test('a header that the user’s `fetch` adds is not in the next request of the same call', async () => {
  const seen: boolean[] = [];
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const headers = Object(init.headers);
    seen.push('x-trace' in headers);
    headers['x-trace'] = 'a';
    return globalThis.fetch(input, init);
  };
  const { server, client } = await createTestBed({ fetch });
  await client.token();
  server.answerApiNext({ fate: 'redirect', status: 302, location: 'next' });
  await client.fetch('orders');
  expect(seen).toEqual([false, false, false]);
});

test('a reply whose body is a Node stream is read, as node-fetch returns it', async () => {
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const reply = await globalThis.fetch(input, init);
    const chunks = [new TextEncoder().encode(await reply.text())];
    const body = { [Symbol.asyncIterator]: () => chunks[Symbol.iterator]() };
    return Object.defineProperty(new Response(null, reply), 'body', { value: body });
  };
  const { client } = await createTestBed({ fetch });
  expect(await client.token()).toMatchObject({ tokenType: 'Bearer' });
});

test('a `fetch` of `api.extend` gets the form, and so does a hook that replaces the request', async () => {
  const { server, client } = await createTestBed();
  const extended = client.api.extend({ fetch: (input, init) => client.fetch(input, init) });
  await extended.post('files', { body: form() });
  expect(server.apiRequests.at(-1)?.body).toContain('filename="a.txt"');
  const replace = () => new Request(`${server.url}/v2/files`, { method: 'POST', body: 'replaced' });
  await client.api.extend({ hooks: { beforeRequest: [replace] } }).post('files', { body: form() });
  expect(server.apiRequests.at(-1)).toMatchObject({
    body: 'replaced',
    headers: { 'content-type': expect.stringContaining('text/plain') },
  });
});

test('an abort ends a request whose body is a stream that does not end', async () => {
  const { server, client } = await createTestBed();
  const controller = new AbortController();
  const body = new ReadableStream({ start: (stream) => stream.enqueue(new Uint8Array([1])) });
  const init = { method: 'POST', body, duplex: 'half', signal: controller.signal } as const;
  const call = client.fetch(new Request(`${server.url}/v2/files`, init));
  await client.token();
  controller.abort(new Error('The caller left'));
  await expect(call).rejects.toThrow('The caller left');
  expect(server.apiRequests).toHaveLength(0);
});

test('an init of null is no init', async () => {
  const { client } = await createTestBed();
  expect((await client.fetch('orders', null as never)).status).toBe(200);
});

function form(): FormData {
  const data = new FormData();
  data.set('file', new Blob(['x'.repeat(500)]), 'a.txt');
  return data;
}
