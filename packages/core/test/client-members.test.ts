import { expect, test } from 'vitest';
import { createTestBed, granted } from './test-bed.ts';

test('the functions of a client work without the client', async () => {
  const { server, client } = await createTestBed();
  const { token, fetch, api, invalidate, explain, scoped } = client;
  const first = await token();
  await fetch('a');
  await api.get('b');
  expect(explain().token?.age).toBe('fresh');
  await invalidate(first);
  expect(await token()).not.toBe(first);
  const { token: tokenOfScope } = scoped('write');
  await tokenOfScope();
  expect(granted(server)).toHaveLength(3);
  expect(server.apiRequests).toHaveLength(2);
});

test('`api` is there in a copy of a client, in a proxy around it, and in an object that inherits from it', async () => {
  const { client } = await createTestBed();
  const { api } = client;
  expect({ ...client }.api).toBe(api);
  expect(new Proxy(client, {}).api).toBe(api);
  expect(Object.create(client).api).toBe(api);
  expect(Object.keys(client)).toEqual(['token', 'invalidate', 'fetch', 'explain', 'api', 'scoped']);
});

test('`api` can be replaced, as a spy in a test of an application does', async () => {
  const { client } = await createTestBed();
  const other = client.api.extend({});
  Object.defineProperty(client, 'api', { get: () => other, configurable: true });
  expect(client.api).toBe(other);
});
