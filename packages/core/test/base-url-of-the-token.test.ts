import { describe, expect, test } from 'vitest';
import { HTTPError, memoryTokenCache, type Provider } from '../src/index.ts';
import { failureOf } from './failure-of.ts';
import { createTestBed, shown, startServer } from './test-bed.ts';

const rejected = { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } };
const provider: Partial<Provider> = {
  tokenDetails: ['instance_url'],
  apiBaseUrl: ({ details }) => `${details['instance_url']}/services`,
};

/** A server whose tokens name it, and another one. */
async function startInstances(more: Partial<Provider> = {}) {
  const bed = await createTestBed({ provider: { ...provider, ...more } });
  const other = await startServer();
  const reply = (accessToken: string, instance_url: string) => ({
    body: { access_token: accessToken, token_type: 'Bearer', expires_in: 3600, instance_url },
  });
  bed.server.answerApiAlways({ body: { at: 'first' } });
  other.answerApiAlways({ body: { at: 'other' } });
  return { ...bed, other, reply };
}

test('a path is resolved below the URL that the token names, through `fetch` and `api`', async () => {
  const { server, client, reply } = await startInstances();
  server.answerNext(reply('one', server.url));
  await client.fetch('things?a=1');
  await client.fetch('/things');
  await client.api.get('things', { searchParams: { a: '2' } }).json();
  await client.api.post('files:search', { json: { a: 1 } }).json();
  await client.fetch(`${server.url}/services/things`);
  expect(server.apiRequests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /services/things?a=1',
    'GET /services/things',
    'GET /services/things?a=2',
    'POST /services/files:search',
    'GET /services/things',
  ]);
  expect(shown(server)).toEqual(Array.from({ length: 5 }, () => 'one'));
  expect(server.tokenRequests).toHaveLength(1);
});

test('a token from the shared cache names it too', async () => {
  const cache = memoryTokenCache();
  const { server, createClient, reply } = await startInstances();
  server.answerNext(reply('one', server.url));
  await createClient({ provider, cache }).token();
  await createClient({ provider, cache }).fetch('things');
  expect(server.apiRequests.map(({ url }) => url)).toEqual(['/services/things']);
  expect(server.tokenRequests).toHaveLength(1);
});

describe('after the token was rejected and the new one names another URL', () => {
  test('a path is sent there, with the new token', async () => {
    const { server, client, other, reply } = await startInstances();
    server.answerNext(reply('one', server.url), reply('two', other.url));
    server.answerApiNext(rejected);
    expect(await (await client.fetch('things')).json()).toEqual({ at: 'other' });
    expect(await client.api.get('things').json()).toEqual({ at: 'other' });
    expect([shown(server), shown(other)]).toEqual([['one'], ['two', 'two']]);
  });

  test('an absolute URL below the old one gets the reply that it got', async () => {
    const { server, client, other, reply } = await startInstances();
    server.answerNext(reply('one', server.url), reply('two', other.url));
    server.answerApiNext(rejected);
    expect((await client.fetch(`${server.url}/services/things`)).status).toBe(401);
    expect([shown(server), shown(other)]).toEqual([['one'], []]);
  });

  test('the old origin gets no token any more', async () => {
    const { server, client, other, reply } = await startInstances();
    server.answerNext(reply('one', server.url), reply('two', other.url));
    await client.token();
    await client.token({ forceRefresh: true });
    await client.fetch(`${server.url}/services/things`);
    expect(shown(server)).toEqual([undefined]);
  });
});

test.each(['../things', '/../things', 'a/../../things', '%2e%2e/things', '..%2fthings', 'a/..%252f..%252fthings'])(
  'the path %s cannot leave it',
  async (path) => {
    const { server, client, reply } = await startInstances();
    server.answerNext(reply('one', server.url));
    expect(await failureOf(client.fetch(path))).toMatchObject({ code: 'invalid_config' });
    expect(await failureOf(client.api.get(path))).toMatchObject({ code: 'invalid_config' });
    expect(server.apiRequests).toEqual([]);
  },
);

test.each([
  ['http', 'http://na1.acme.example'],
  ['a user', 'https://user@na1.acme.example'],
  ['dot segments', 'https://na1.acme.example/..'],
  ['a query', 'https://na1.acme.example?x='],
  ['no URL', 'na1'],
  ['no text', ''],
])('a token that names a URL with %s is invalid_response, and nothing is sent', async (_, instance_url) => {
  const { server, client, reply } = await startInstances({
    apiBaseUrl: ({ details }) => details['instance_url'] ?? '',
  });
  server.answerNext(reply('one', instance_url));
  const error = await failureOf(client.fetch('things'));
  expect(error).toMatchObject({ code: 'invalid_response', provider: 'acme', retryable: false });
  if (instance_url !== '') expect(error.message).not.toContain('na1');
  expect(server.apiRequests).toEqual([]);
});

test('what the function throws is invalid_response, without its message', async () => {
  const { client } = await startInstances({
    apiBaseUrl: () => {
      throw new Error('of the adapter');
    },
  });
  const error = await failureOf(client.api.get('things'));
  expect(error).toMatchObject({ code: 'invalid_response' });
  expect(error.message).not.toContain('of the adapter');
});

test('an error reply of the API names the real URL', async () => {
  const { server, client, reply } = await startInstances();
  server.answerNext(reply('one', server.url));
  server.answerApiNext({ status: 404 });
  const error: unknown = await client.api.get('things').catch((thrown: unknown) => thrown);
  expect(error instanceof HTTPError && error.response.url).toBe(`${server.url}/services/things`);
});
