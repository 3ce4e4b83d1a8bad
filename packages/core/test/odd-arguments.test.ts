import { expect, test } from 'vitest';
import { createTestBed } from './test-bed.ts';

test('a signal of null is no signal', async () => {
  const { client } = await createTestBed();
  expect(await client.token({ signal: null as never })).toMatchObject({ tokenType: 'Bearer' });
  expect(await client.token({ signal: null as never, forceRefresh: true })).toMatchObject({ tokenType: 'Bearer' });
});

test.each([undefined, null, 5, {}, { accessToken: 5 }])('invalidating %j does nothing', async (token) => {
  const { server, client } = await createTestBed();
  const held = await client.token();
  await client.invalidate(token as never);
  expect(await client.token()).toBe(held);
  expect(server.tokenRequests).toHaveLength(1);
});
