import { expect, test } from 'vitest';
import { isGrantError } from '../src/index.ts';
import { inspectWhole } from './inspect-whole.ts';
import { apiKey, createTestBed, granted, shown, startServer } from './test-bed.ts';

test("an API request carries the token and the provider's headers", async () => {
  const { server, client } = await createTestBed();
  const reply = await client.fetch('things?page=2');
  expect(await reply.json()).toEqual({ ok: true, path: '/v2/things?page=2' });
  expect(server.apiRequests).toMatchObject([
    {
      method: 'GET',
      headers: { authorization: `Bearer ${granted(server)[0]}`, 'x-api-key': apiKey, 'x-tenant': 'one' },
    },
  ]);
});

test("the caller's own headers win, except authorization", async () => {
  const { server, client } = await createTestBed();
  const headers = { authorization: 'Basic bWluZQ==', 'X-API-Key': 'mine', accept: 'text/csv' };
  await client.fetch('things', { headers });
  expect(server.apiRequests[0]?.headers).toMatchObject({
    authorization: `Bearer ${granted(server)[0]}`,
    'x-api-key': 'mine',
    'x-tenant': 'one',
    accept: 'text/csv',
  });
});

test('headers of a class that keeps the case of names give way to the token too', async () => {
  class CaseKeepingHeaders extends Headers {
    override *[Symbol.iterator](): HeadersIterator<[string, string]> {
      yield ['Authorization', 'Basic bWluZQ=='];
    }
  }
  const { server, client } = await createTestBed();
  await client.fetch('things', { headers: new CaseKeepingHeaders() });
  expect(shown(server)).toEqual(granted(server));
});

test.each(['..', '../v1/things', '/things/../../v1', '%2e%2e/v1', '..\\v1'])(
  'the path %j, which leads out of the base URL, is refused',
  async (path) => {
    const { server, client } = await createTestBed();
    await expect(client.fetch(path)).rejects.toMatchObject({ code: 'invalid_config' });
    expect(server.requests).toHaveLength(0);
  },
);

test.each([
  ['things', '/v2/things'],
  ['/things', '/v2/things'],
  ['///things', '/v2/things'],
  ['//evil.example/things', '/v2/evil.example/things'],
  ['things/a:b', '/v2/things/a:b'],
  ['files:search', '/v2/files:search'],
  ['things/../others', '/v2/others'],
  ['?page=2', '/v2/?page=2'],
  ['', '/v2/'],
])('the path %j is resolved below the base URL', async (path, url) => {
  const { server, client } = await createTestBed();
  await client.fetch(path);
  expect(server.apiRequests).toMatchObject([{ url }]);
});

test("an absolute URL, a URL object and a Request below the API's base URL keep their URL and get the token", async () => {
  const { server, client } = await createTestBed();
  const next = `${server.url}/v2/next?page=2`;
  for (const input of [next, new URL(next), new Request(next)]) await client.fetch(input);
  expect(server.apiRequests.map(({ url }) => url)).toEqual(Array(3).fill('/v2/next?page=2'));
  expect(shown(server)).toEqual(Array(3).fill(granted(server)[0]));
});

test('a request to another origin is a plain fetch, and no token is requested for it', async () => {
  const { server, client } = await createTestBed();
  const stranger = await startServer();
  stranger.answerApiAlways({ status: 401 });
  const reply = await client.fetch(`${stranger.url}/presigned`, { method: 'PUT', headers: { 'x-a': 'b' }, body: 'c' });
  expect(reply.status).toBe(401);
  expect(stranger.apiRequests).toMatchObject([
    { method: 'PUT', url: '/presigned', headers: { 'x-a': 'b' }, body: 'c' },
  ]);
  for (const name of ['authorization', 'x-api-key', 'x-tenant']) {
    expect(stranger.apiRequests[0]?.headers, name).not.toHaveProperty(name);
  }
  expect(server.requests).toHaveLength(0);
});

test.each([
  'http://api.acme.example/v2/things',
  'https://api.acme.example:8443/v2/things',
  'https://api.acme.example.evil.example/v2/things',
  'https://evil.example/https://api.acme.example/v2/things',
  'https:evil.example',
  'HTTPS:\\\\evil.example',
])('a request to %s gets no header that is for https://api.acme.example', async (url) => {
  const sent: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    sent.push(new Request(input, init));
    return new Response('{}');
  };
  const { client } = await createTestBed({ provider: { apiBaseUrl: 'https://api.acme.example/v2' }, fetch });
  await client.fetch(url);
  expect(sent.map(({ headers }) => [...headers.keys()])).toEqual([[]]);
});

test.each([
  ['refuses the client', { status: 400, body: { error: 'invalid_client' } }, 'invalid_client'],
  ['answers with a page', { body: '<html>', headers: { 'content-type': 'text/html' } }, 'invalid_response'],
  ['redirects', { fate: 'redirect', status: 307, location: 'http://127.0.0.1:1/' }, 'redirect_refused'],
] as const)('nothing is sent to the API while the authorization server %s', async (_, answer, code) => {
  const { server, client } = await createTestBed();
  server.answerAlways(answer);
  await expect(client.fetch('things')).rejects.toMatchObject({ name: 'GrantError', code });
  expect(server.apiRequests).toHaveLength(0);
});

test('aborting a request that waits for its token rejects with the reason, and the other requests still get it', async () => {
  const { server, client } = await createTestBed();
  let grant = () => {};
  const release = new Promise<void>((resolve) => {
    grant = resolve;
  });
  server.answerNext({ fate: 'grant', release });
  const [custom, standard] = [new AbortController(), new AbortController()];
  const aborted = client.fetch('aborted', { signal: custom.signal });
  const alike = client.fetch('alike', { signal: standard.signal });
  const patient = client.fetch('patient');
  await server.waitForRequest(1);
  const reason = new Error('the user went away');
  custom.abort(reason);
  standard.abort();
  await expect(aborted).rejects.toBe(reason);
  await expect(alike).rejects.toMatchObject({ name: 'AbortError' });
  grant();
  expect((await patient).status).toBe(200);
  expect(server.apiRequests.map(({ url }) => url)).toEqual(['/v2/patient']);
});

test('a request whose signal is aborted already requests no token', async () => {
  const { server, client } = await createTestBed();
  const reason = new Error('too late');
  await expect(client.fetch('things', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(server.requests).toHaveLength(0);
});

test("the provider's headers are made again for each request", async () => {
  let made = 0;
  const apiHeaders = async () => ({ 'x-api-key': `key-${++made}` });
  const { server, client } = await createTestBed({ provider: { apiHeaders } });
  for (const path of ['a', 'b']) await client.fetch(path);
  expect(server.apiRequests.map(({ headers }) => headers['x-api-key'])).toEqual(['key-1', 'key-2']);
});

const vaultError = Object.assign(new Error(`vault: ${apiKey}`), { code: 'EVAULT', request: { headers: apiKey } });

test.each([
  [
    'throws',
    () => {
      throw vaultError;
    },
    '(EVAULT)',
  ],
  ['rejects', () => Promise.reject(vaultError), '(EVAULT)'],
  ['returns a value that no header can have', () => ({ 'x-api-key': `${apiKey}\r\nx-evil: 1` }), 'could not be made'],
  ['returns a name that no header can have', () => ({ [`${apiKey} `]: 'a' }), 'could not be made'],
])(
  'if the function for the API key %s, nothing is sent, and the error does not show the key',
  async (_, apiHeaders, message) => {
    const { server, client } = await createTestBed({ provider: { apiHeaders } });
    const error: unknown = await client.fetch('things').catch((reason: unknown) => reason);
    expect(isGrantError(error)).toBe(true);
    expect(error).toMatchObject({
      code: 'credential_unavailable',
      retryable: true,
      message: expect.stringContaining(message),
    });
    expect(inspectWhole(error) + JSON.stringify(error)).not.toContain(apiKey);
    expect(server.apiRequests).toHaveLength(0);
  },
);

test.each(['things', '/things', 'https://api.acme.example/things'])(
  'fetch(%j) without an API base URL is invalid_config',
  async (input) => {
    const { server, client } = await createTestBed({ provider: { apiBaseUrl: undefined } });
    await expect(client.fetch(input)).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.stringContaining('`apiBaseUrl`'),
    });
    expect(server.requests).toHaveLength(0);
  },
);

test('a network failure at the API reaches the caller as the TypeError of fetch', async () => {
  const { server, client } = await createTestBed();
  server.answerApiNext({ fate: 'reset' });
  await expect(client.fetch('things')).rejects.toThrow(TypeError);
  expect(server.issued).toHaveLength(1);
});

test('invalidate(token) invalidates this token only', async () => {
  const { server, client } = await createTestBed();
  const old = await client.token();
  const current = await client.token({ forceRefresh: true });
  await client.invalidate(old);
  await client.invalidate(old.accessToken);
  await client.invalidate('another');
  expect(await client.token()).toBe(current);
  await client.invalidate(current);
  expect((await client.token()).accessToken).not.toBe(current.accessToken);
  expect(server.issued).toHaveLength(3);
});

test('invalidate(token) of the main client invalidates the token of any scope', async () => {
  const { server, client } = await createTestBed();
  const [read, write] = [client.scoped('read'), client.scoped('write')];
  const [main, ofRead, ofWrite] = [await client.token(), await read.token(), await write.token()];
  await client.invalidate(ofRead);
  expect([await client.token(), await write.token()]).toEqual([main, ofWrite]);
  expect((await read.token()).accessToken).not.toBe(ofRead.accessToken);
  await client.invalidate(ofWrite.accessToken);
  expect((await write.token()).accessToken).not.toBe(ofWrite.accessToken);
  expect(server.issued).toHaveLength(5);
});

test.each(['fetch', 'api'] as const)(
  'aborting a call of %s whose API key hangs rejects with the reason',
  async (how) => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const apiHeaders = () => {
      ask();
      return new Promise<Record<string, string>>(() => {});
    };
    const { server, client } = await createTestBed({ provider: { apiHeaders } });
    const controller = new AbortController();
    const { signal } = controller;
    const call = how === 'fetch' ? client.fetch('things', { signal }) : client.api.get('things', { signal }).text();
    await asked;
    const reason = new Error('the user went away');
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    expect(server.apiRequests).toHaveLength(0);
  },
);

test('aborting a call whose other API key hangs rejects with the reason', async () => {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const apiHeaders = async ({ refused }: { readonly refused: Headers | undefined }) => {
    if (refused === undefined) return { 'x-api-key': 'the first' };
    ask();
    return new Promise<never>(() => {});
  };
  const { server, client } = await createTestBed({ provider: { apiHeaders, rejects: () => 'headers' } });
  server.answerApiNext({ status: 403, body: 'no' });
  const controller = new AbortController();
  const call = client.fetch('things', { signal: controller.signal });
  await asked;
  const reason = new Error('the user went away');
  controller.abort(reason);
  await expect(call).rejects.toBe(reason);
  expect(server.apiRequests).toHaveLength(1);
});
