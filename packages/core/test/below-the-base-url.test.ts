import { describe, expect, it, test } from 'vitest';
import { failureOf } from './failure-of.ts';
import { createTestBed } from './test-bed.ts';

const outside = [
  '../tenant-b/x',
  '%2e%2e/tenant-b/x',
  '.%2E/tenant-b/x',
  '..\\tenant-b',
  'a/../../tenant-b',
  '/../tenant-b',
  '//../tenant-b',
  '..',
  'a/..%2f..%2f..%2ftenant-b',
  'a%5c..%5c..%5ctenant-b',
  '.\t./tenant-b',
  '..;/tenant-b',
  '%2e%2e;x=1/tenant-b',
  '..%3b/tenant-b',
  '%252e%252e/tenant-b',
  '..%252ftenant-b',
  '..%00/tenant-b',
  '..%09/tenant-b',
  '%c0%ae%c0%ae/tenant-b',
];

describe.each(outside)('the path %j', (path) => {
  it.each(['api', 'fetch'] as const)('is refused by `%s`, and nothing is sent', async (way) => {
    const { server, client } = await createTestBed();
    await client.token();
    const call = way === 'api' ? client.api.get(path, { retry: 0 }) : client.fetch(path);
    expect(await failureOf(call)).toMatchObject({ code: 'invalid_config' });
    expect(server.apiRequests).toHaveLength(0);
  });
});

test.each(['../x', '/../x', 'a/../../x', '%2e%2e/x'])(
  'the path %j is refused below a base URL without a path too',
  async (path) => {
    const { server, createClient } = await createTestBed();
    const client = createClient({ provider: { apiBaseUrl: server.url } });
    expect(await failureOf(client.fetch(path))).toMatchObject({ code: 'invalid_config' });
    expect(server.apiRequests).toHaveLength(0);
  },
);

test.each(['/tenant-b/x', '/v2x/orders', '/'])(
  'an absolute URL that is not below the base, %s, is refused',
  async (path) => {
    const { server, client } = await createTestBed();
    for (const url of [server.url + path, new URL(path, server.url), new Request(server.url + path)]) {
      expect(await failureOf(client.fetch(url))).toMatchObject({ code: 'invalid_config' });
    }
    expect(server.apiRequests).toHaveLength(0);
  },
);

test('the base URL itself, with and without a slash and a query, is below the base', async () => {
  const { server, client } = await createTestBed();
  for (const url of ['/v2', '/v2/', '/v2?page=2', '/v2/orders/..hidden']) {
    expect((await client.fetch(server.url + url)).status).toBe(200);
  }
});

test('a redirect to a URL that is not below the base gets neither the token nor the API key', async () => {
  const { server, client } = await createTestBed();
  server.answerApiNext({ fate: 'redirect', status: 302, location: '/tenant-b/x' });
  await client.fetch('orders');
  const [first, second] = server.apiRequests;
  expect(first?.headers).toMatchObject({
    authorization: expect.stringContaining('Bearer '),
    'x-api-key': expect.anything(),
  });
  expect(second?.url).toBe('/tenant-b/x');
  expect(second?.headers).not.toHaveProperty('authorization');
  expect(second?.headers).not.toHaveProperty('x-api-key');
});

test('a redirect to a URL that cannot be parsed is a TypeError that does not repeat the URL', async () => {
  const { server, client } = await createTestBed();
  server.answerApiNext({ status: 302, headers: { location: 'http://[bad?token=secret-in-location' } });
  const error = await client.fetch('orders').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TypeError);
  expect(String(error)).not.toContain('secret-in-location');
  expect(Object.keys(error as object)).toEqual([]);
});

test('a base URL with an encoded slash or dots of its own can be used', async () => {
  for (const segment of ['group%2Fproject', '%252e%252e']) {
    const { server, createClient } = await createTestBed();
    const client = createClient({ provider: { apiBaseUrl: `${server.url}/v2/${segment}` } });
    expect((await client.fetch('orders')).status).toBe(200);
    expect(await failureOf(client.fetch('../orders'))).toMatchObject({ code: 'invalid_config' });
  }
});

test('a redirect to a URL with a password is a TypeError that does not repeat it', async () => {
  const { server, client } = await createTestBed();
  server.answerApiNext({ status: 302, headers: { location: 'http://user:secret-in-location@127.0.0.1/' } });
  const error = await client.fetch('orders').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TypeError);
  expect(String(error)).not.toContain('secret-in-location');
});
