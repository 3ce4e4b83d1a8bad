import { expect, test, vi } from 'vitest';
import type { Provider } from '../src/index.ts';
import { oneTurn, until } from './event-loop.ts';
import { failureOf } from './failure-of.ts';
import { inspectWhole } from './inspect-whole.ts';
import { createTestBed, granted, startServer } from './test-bed.ts';

const rejected = { status: 401 };
const inHeader: Partial<Provider> = { authorize: ({ accessToken }) => ({ 'x-acme-token': accessToken }) };

test('the provider shows the token in its own header, and no bearer token is sent', async () => {
  const { server, client } = await createTestBed({ provider: inHeader });
  server.answerApiAlways({});
  await client.fetch('things');
  const [request] = server.apiRequests;
  expect(request?.headers['x-acme-token']).toBe(granted(server)[0]);
  expect(request?.headers).not.toHaveProperty('authorization');
  expect(request?.headers['x-api-key']).toBe('api-key-8e21');
});

test('it is called for each attempt, with the method and the URL', async () => {
  const seen: string[] = [];
  const authorize: Provider['authorize'] = async ({ accessToken }, { method, url }) => {
    seen.push(`${method} ${new URL(url).pathname}`);
    return { 'x-acme-token': accessToken };
  };
  const { server, client } = await createTestBed({ provider: { authorize } });
  server.answerApiNext(rejected, {});
  await client.api.put('things', { json: 1 });
  expect(seen).toEqual(['PUT /v2/things', 'PUT /v2/things']);
  expect(server.apiRequests.map(({ headers }) => headers['x-acme-token'])).toEqual(granted(server));
});

test('its headers win over those of the request, and other headers of the request stay', async () => {
  const { server, client } = await createTestBed({ provider: inHeader });
  server.answerApiAlways({});
  await client.fetch('things', { headers: { 'X-Acme-Token': 'mine', authorization: 'Basic mine', 'x-own': 'mine' } });
  expect(server.apiRequests[0]?.headers).toMatchObject({
    'x-acme-token': granted(server)[0],
    authorization: 'Basic mine',
    'x-own': 'mine',
  });
});

test('another origin gets none of them, neither directly nor after a redirect', async () => {
  const { server, client } = await createTestBed({ provider: inHeader });
  const stranger = await startServer();
  stranger.answerApiAlways({});
  server.answerApiNext({ fate: 'redirect', status: 307, location: `${stranger.url}/file` });
  await client.fetch('things');
  await client.fetch(`${stranger.url}/file`);
  expect(stranger.apiRequests).toHaveLength(2);
  for (const { headers } of stranger.apiRequests) {
    expect(headers).not.toHaveProperty('x-acme-token');
    expect(headers).not.toHaveProperty('x-api-key');
  }
});

test('the headers of the provider are made again for the replay', async () => {
  let made = 0;
  const apiHeaders = () => {
    made += 1;
    return { 'x-api-key': `key ${made}` };
  };
  const { server, client } = await createTestBed({ provider: { apiHeaders } });
  server.answerApiNext(rejected);
  await client.fetch('things');
  expect(server.apiRequests.map(({ headers }) => headers['x-api-key'])).toEqual(['key 1', 'key 2']);
});

test.each<[string, Provider['authorize']]>([
  [
    'throws',
    ({ accessToken }) => {
      throw new Error(accessToken);
    },
  ],
  ['rejects', async ({ accessToken }) => Promise.reject(new Error(accessToken))],
  ['makes a header that cannot be sent', ({ accessToken }) => ({ 'x-acme-token': `${accessToken}\nx` })],
])('a function that %s is credential_unavailable, without the token', async (_, authorize) => {
  const { server, client } = await createTestBed({ provider: { authorize } });
  const error = await failureOf(client.fetch('things'));
  expect(error).toMatchObject({ code: 'credential_unavailable', provider: 'acme' });
  expect(inspectWhole(error)).not.toContain(granted(server)[0]);
  expect(server.apiRequests).toEqual([]);
});

test('it is not called for a request that was aborted while the API key was fetched', async () => {
  const { promise: apiKey, resolve: answer } = Promise.withResolvers<string>();
  let calls = 0;
  const authorize: Provider['authorize'] = () => {
    calls += 1;
    return {};
  };
  const apiHeaders = vi.fn(async () => ({ 'x-api-key': await apiKey }));
  const { client } = await createTestBed({ provider: { authorize, apiHeaders } });
  const controller = new AbortController();
  const call = client.fetch('things', { signal: controller.signal });
  await until(() => apiHeaders.mock.calls.length > 0);
  controller.abort();
  await expect(call).rejects.toBe(controller.signal.reason);
  answer('api-key');
  await oneTurn();
  expect(calls).toBe(0);
});
