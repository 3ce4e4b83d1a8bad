import { expect, test } from 'vitest';
import { memoryTokenCache } from '../src/index.ts';
import { inspectWhole } from './inspect-whole.ts';
import { createTestBed } from './test-bed.ts';

const reply = { access_token: 'token', token_type: 'Bearer', expires_in: 3600 };
const instance = 'https://na1.acme.example';
const provider = { tokenDetails: ['instance_url', 'api_domain'] };

test('the members that the provider names stay with the token, and no others', async () => {
  const { server, client } = await createTestBed({ provider });
  server.answerNext({ body: { ...reply, instance_url: instance, user: 'someone' } });
  const { details } = await client.token();
  expect(details).toEqual({ instance_url: instance });
  expect(Object.isFrozen(details)).toBe(true);
});

test('a provider that names none has a token without details', async () => {
  const { server, client } = await createTestBed();
  server.answerNext({ body: { ...reply, instance_url: instance } });
  expect((await client.token()).details).toEqual({});
});

test.each([
  ['text of 4,096 characters', 'x'.repeat(4_096), true],
  ['empty text', '', true],
  ['longer text', 'x'.repeat(4_097), false],
  ['a number', 7, false],
  ['an object', { host: instance }, false],
  ['null', null, false],
])('%s', async (_, instance_url, isKept) => {
  const { server, client } = await createTestBed({ provider });
  server.answerNext({ body: { ...reply, instance_url } });
  expect((await client.token()).details).toEqual(isKept ? { instance_url } : {});
});

test('a member of Object itself is not a detail', async () => {
  const { server, client } = await createTestBed({ provider: { tokenDetails: ['toString', '__proto__'] } });
  server.answerNext({ body: reply });
  expect(Object.keys((await client.token()).details)).toEqual([]);
});

test('another process gets them from the shared cache', async () => {
  const cache = memoryTokenCache();
  const { server, client, createClient } = await createTestBed({ provider, cache });
  server.answerNext({ body: { ...reply, instance_url: instance } });
  await client.token();
  const other = await createClient({ provider, cache }).token();
  expect(other.details).toEqual({ instance_url: instance });
  expect(Object.isFrozen(other.details)).toBe(true);
  expect(server.tokenRequests).toHaveLength(1);
});

test('a client that wants other details does not take a token without them', async () => {
  const cache = memoryTokenCache();
  const { server, client, createClient } = await createTestBed({ cache });
  await client.token();
  await createClient({ provider, cache }).token();
  expect(server.tokenRequests).toHaveLength(2);
});

test('no event and no explanation shows them', async () => {
  const { server, client, createClient, events } = await createTestBed({ provider, cache: memoryTokenCache() });
  server.answerNext({ body: { ...reply, instance_url: instance } });
  await client.token();
  await createClient({ provider }).token();
  expect(inspectWhole([events, client.explain()])).not.toContain(instance);
});
