import { createSmokeball } from '@grantkit/smokeball';
import { createAuthorizationServer, createFakeClock } from '@grantkit/testing';
import createClient from 'openapi-fetch';
import { Request as UndiciRequest } from 'undici';
import { expect, expectTypeOf, onTestFinished, test } from 'vitest';
import type { components, paths } from '../src/smokeball-api.d.ts';
import { createPerson, typedSmokeball } from '../src/typed-smokeball.ts';
import { startStranger } from './stranger.ts';

async function start() {
  const clock = createFakeClock();
  const credentials = { clientId: 'app', clientSecret: 's3cr3t-of-the-app' };
  const apiKey = 'api-key-0f3c';
  const server = await createAuthorizationServer({
    dialect: 'smokeball',
    clients: [credentials],
    apiKey,
    now: clock.now,
  });
  onTestFinished(() => server.close());
  const { url } = server;
  const smokeball = createSmokeball({ region: 'au', ...credentials, apiKey, authBaseUrl: url, apiBaseUrl: url, clock });
  return { server, smokeball, apiKey, api: typedSmokeball(smokeball, url) };
}

const accepted = { status: 202, body: { id: 'b471682e', href: 'https://api.smokeball.com.au/contacts/b471682e' } };
const person = JSON.stringify({ person: { firstName: 'Ada', lastName: 'Lovelace' } });

test('a typed write carries its body, the token and the API key', async () => {
  const { server, api, apiKey } = await start();
  server.answerApiNext(accepted);
  await expect(createPerson(api, 'Ada', 'Lovelace')).resolves.toBe('b471682e');
  expect(server.apiRequests).toMatchObject([
    {
      method: 'POST',
      url: '/contacts',
      body: person,
      headers: {
        'content-type': 'application/json',
        'content-length': String(person.length),
        'x-api-key': apiKey,
        authorization: `Bearer ${server.issued[0]?.accessToken}`,
      },
    },
  ]);
});

test('a typed write whose token the API rejects is sent once more, with the same body', async () => {
  const { server, api } = await start();
  await createPerson(api, 'Ada', 'Lovelace').catch(() => undefined);
  server.rejectIssuedTokens();
  const before = server.apiRequests.length;
  await api.POST('/contacts', { body: { person: { firstName: 'Ada', lastName: 'Lovelace' } } });
  expect(server.apiRequests.slice(before).map(({ body }) => body)).toEqual([person, person]);
  expect(server.issued).toHaveLength(2);
});

test("another package's `Request` arrives as it is", async () => {
  const { server, smokeball } = await start();
  // `globalThis.Request` and undici's have other types, but openapi-fetch calls only what both have.
  const api = createClient<paths>({ baseUrl: server.url, fetch: smokeball.fetch, Request: UndiciRequest as never });
  server.answerApiNext(accepted);
  const body = { person: { firstName: 'Ada', lastName: 'Lovelace' } };
  const { data } = await api.POST('/contacts', { body, headers: { RequestId: 'order-4711' } });
  expect(data?.id).toBe('b471682e');
  expect(server.apiRequests).toMatchObject([
    { method: 'POST', body: person, headers: { 'content-type': 'application/json', requestid: 'order-4711' } },
  ]);
});

test('an error reply is a typed value, and not an exception', async () => {
  const { server, api } = await start();
  server.answerApiAlways({ status: 404, body: { title: 'There is no such contact' } });
  const { data, error, response } = await api.GET('/contacts/{id}', { params: { path: { id: '7' } } });
  expect(data).toBeUndefined();
  expect(response.status).toBe(404);
  expect(error?.title).toBe('There is no such contact');
  await expect(createPerson(api, 'Ada', 'Lovelace')).rejects.toThrow('There is no such contact');
});

test('with the base URL of another region neither the token nor the API key is sent', async () => {
  const { smokeball } = await start();
  const stranger = await startStranger();
  const api = typedSmokeball(smokeball, stranger.url);
  await api.GET('/contacts/{id}', { params: { path: { id: '7' } } });
  expect(stranger.shown).toHaveLength(1);
  for (const headers of stranger.shown) {
    expect(headers).not.toHaveProperty('authorization');
    expect(headers).not.toHaveProperty('x-api-key');
  }
});

// The typecheck is the test.
test('paths, parameters and replies have the types of the document', async () => {
  const { api } = await start();
  const reply = await api.GET('/contacts/{id}', { params: { path: { id: '7' } } });
  expectTypeOf(reply.data).toEqualTypeOf<components['schemas']['Contact'] | undefined>();
  // @ts-expect-error The document has no such path.
  await api.GET('/contracts/{id}', { params: { path: { id: '7' } } });
  // @ts-expect-error The path needs an id.
  await api.GET('/contacts/{id}');
});
