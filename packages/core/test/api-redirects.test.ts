import { expect, test } from 'vitest';
import { apiKey, createTestBed, startServer, withoutBoundary } from './test-bed.ts';

const statuses = [301, 302, 303, 307, 308] as const;
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'] as const;
const everyPair = statuses.flatMap((status) => methods.map((method) => [status, method] as const));
const json = { 'content-type': 'application/json', 'content-language': 'en' };

test.each(everyPair)('a %i reply to a %s is followed as plain fetch follows it', async (status, method) => {
  const { server, client } = await createTestBed();
  const hasBody = method === 'POST' || method === 'PUT';
  const init: RequestInit = { method, ...(hasBody && { headers: json, body: '{"a":1}' }) };
  const redirect = { fate: 'redirect', status, location: '/v2/there?b=2' } as const;
  server.answerApiNext(redirect, {}, redirect, {});

  await fetch(`${server.url}/v2/here`, init);
  const reply = await client.fetch('here', init);

  const [, plain, , ours] = server.apiRequests.map(({ url, body, headers, ...rest }) => ({
    method: rest.method,
    url,
    body,
    type: headers['content-type'],
    language: headers['content-language'],
  }));
  expect(ours).toEqual(plain);
  expect(ours?.url).toBe('/v2/there?b=2');
  expect(reply.status).toBe(200);
});

test.each(statuses)(
  "a request that a %i redirects within the origin keeps the token and the provider's headers",
  async (status) => {
    const { server, client } = await createTestBed();
    server.answerApiNext({ fate: 'redirect', status, location: 'there' });
    await client.fetch('here', { method: 'POST', body: 'a' });
    expect(server.apiRequests.map(({ url }) => url)).toEqual(['/v2/here', '/v2/there']);
    for (const { headers } of server.apiRequests) {
      expect(headers).toMatchObject({
        authorization: `Bearer ${server.issued[0]?.accessToken}`,
        'x-api-key': apiKey,
        'x-tenant': 'one',
      });
    }
  },
);

test.each(statuses)(
  'a request that a %i redirects to another origin loses the token, the API key and the cookies',
  async (status) => {
    const { server, client } = await createTestBed();
    const stranger = await startServer();
    stranger.answerApiAlways({ body: 'stored' });
    server.answerApiNext({ fate: 'redirect', status, location: `${stranger.url}/upload` });

    const headers = { cookie: 'session=1', 'proxy-authorization': 'Basic x', 'x-api-key': 'mine', 'x-trace': '7' };
    const reply = await client.fetch('here', { method: 'PUT', body: 'a', headers });

    expect(await reply.text()).toBe('stored');
    const seen = stranger.apiRequests[0]?.headers;
    expect(seen).toMatchObject({ 'x-trace': '7' });
    for (const name of ['authorization', 'x-api-key', 'x-tenant', 'cookie', 'proxy-authorization']) {
      expect(seen, name).not.toHaveProperty(name);
    }
  },
);

test('a redirect to another origin and back does not restore the token and the API key', async () => {
  const { server, client } = await createTestBed();
  const stranger = await startServer();
  stranger.answerApiNext({ fate: 'redirect', status: 307, location: `${server.url}/v2/home` });
  server.answerApiNext({ fate: 'redirect', status: 307, location: `${stranger.url}/away` }, {});
  await client.fetch('here');
  expect(server.apiRequests[1]?.headers).not.toHaveProperty('authorization');
  expect(server.apiRequests[1]?.headers).not.toHaveProperty('x-api-key');
});

test.each([307, 308] as const)('a %i sends the same bytes of every kind of body again', async (status) => {
  const { server, client } = await createTestBed();
  const form = new FormData();
  form.set('file', new Blob(['bytes'], { type: 'text/plain' }), 'a.txt');
  for (const body of ['text', new URLSearchParams({ a: 'ü+' }), form, new Blob(['blob']), new Uint8Array([1, 2, 3])]) {
    server.reset();
    server.answerApiNext({ fate: 'redirect', status, location: 'there' });
    await client.fetch('here', { method: 'POST', body });
    const [first, second] = server.apiRequests;
    expect(first?.body).not.toBe('');
    expect(withoutBoundary(second?.body)).toBe(withoutBoundary(first?.body));
    const types = [first, second].map((request) => withoutBoundary(request?.headers['content-type']));
    expect(types[1]).toBe(types[0]);
  }
});

test('a redirect that would need a stream for the second time is returned to the caller', async () => {
  const { server, client } = await createTestBed();
  server.answerApiNext({ fate: 'redirect', status: 307, location: 'there' });
  const upload = { method: 'POST', body: new Blob(['streamed']).stream(), duplex: 'half' } as const;
  const reply = await client.fetch('here', upload);
  expect([reply.status, server.apiRequests.map(({ body }) => body)]).toEqual([307, ['streamed']]);
});

test("with `redirect: 'manual'` the caller gets the redirect, and with `redirect: 'error'` a TypeError", async () => {
  const { server, client } = await createTestBed();
  server.answerApiAlways({ fate: 'redirect', status: 302, location: '/v2/there' });
  const reply = await client.fetch('here', { redirect: 'manual' });
  expect([reply.status, reply.headers.get('location')]).toEqual([302, '/v2/there']);
  await expect(client.fetch('here', { redirect: 'error' })).rejects.toThrow(TypeError);
  expect(server.apiRequests.map(({ url }) => url)).toEqual(['/v2/here', '/v2/here']);
});

test('twenty redirects are followed, and not one more', async () => {
  const { server, client } = await createTestBed();
  server.answerApiAlways({ fate: 'redirect', status: 302, location: 'on' });
  await expect(client.fetch('here')).rejects.toThrow('more than 20 redirects');
  expect(server.apiRequests).toHaveLength(21);
});

test.each(['data:text/plain,forged', 'blob:nodedata:0', 'http://user:password@127.0.0.1/', 'http://['])(
  'a redirect to %s is an error, as it is for plain fetch',
  async (location) => {
    const { server, client } = await createTestBed();
    server.answerApiNext({ fate: 'redirect', status: 302, location });
    await expect(client.fetch('here')).rejects.toThrow(TypeError);
  },
);

test('a 3xx without a location, or with another status, is returned to the caller', async () => {
  const { server, client } = await createTestBed();
  for (const answer of [{ status: 302 }, { status: 304 }, { status: 300, headers: { location: '/v2/a' } }]) {
    server.answerApiNext(answer);
    expect((await client.fetch('here')).status).toBe(answer.status);
  }
});

/** It makes no new `Request`, because that would use up the body. */
function isTokenRequest(input: string | URL | Request): boolean {
  return (input instanceof Request ? input.url : String(input)).endsWith('/token');
}

/** The members of an init that the runtime's `fetch` does not know. */
function extrasOf({ cf, next }: RequestInit & { cf?: unknown; next?: unknown } = {}): unknown {
  return { ...(cf !== undefined && { cf }), ...(next !== undefined && { next }) };
}

test.each([
  ['on each hop', 'follow', 3],
  ['if a redirect is not followed', 'manual', 1],
] as const)(
  "a member of init that only the user's own fetch knows, such as a dispatcher, reaches it %s",
  async (_, redirect, sent) => {
    const seen: unknown[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      if (isTokenRequest(input)) return globalThis.fetch(input, init);
      seen.push(extrasOf(init));
      return globalThis.fetch(input, init);
    };
    const { server, client } = await createTestBed({ fetch });
    const stranger = await startServer();
    stranger.answerApiAlways({ body: 'stored' });
    server.answerApiNext(
      { fate: 'redirect', status: 307, location: '/v2/there' },
      { fate: 'redirect', status: 307, location: `${stranger.url}/away` },
    );
    const extras = { cf: { cacheTtl: 5 }, next: { revalidate: 1 } };
    await client.fetch('here', { method: 'POST', headers: json, body: 'a', redirect, ...extras });
    expect(seen).toEqual(Array(sent).fill(extras));
    await client.fetch(`${stranger.url}/direct`, { headers: json, ...extras });
    expect(seen.at(-1)).toEqual(extras);
  },
);

test('such a member also reaches it when the request is sent once more, and through api', async () => {
  const seen: unknown[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (!isTokenRequest(input)) seen.push(extrasOf(init));
    return globalThis.fetch(input, init);
  };
  const { server, client } = await createTestBed({ fetch });
  server.answerApiNext({ status: 401 });
  const extras = { cf: { cacheTtl: 5 } };
  await client.api.post('here', { json: { a: 1 }, ...extras });
  expect(seen).toEqual([extras, extras]);
});
