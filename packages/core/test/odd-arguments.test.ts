import { expect, test } from 'vitest';
import { createEndpointCaller } from '../src/index.ts';
import { failureOf } from './failure-of.ts';
import { createTestBed } from './test-bed.ts';

test('a signal of null is ignored', async () => {
  const { client } = await createTestBed();
  expect(await client.token({ signal: null as never })).toMatchObject({ tokenType: 'Bearer' });
  expect(await client.token({ signal: null as never, forceRefresh: true })).toMatchObject({ tokenType: 'Bearer' });
});

test.each(['x', {}, new AbortController()])(
  'a signal that is not an AbortSignal is `invalid_config`',
  async (signal) => {
    const { server, client, clock } = await createTestBed();
    for (const forceRefresh of [false, true]) {
      expect(await failureOf(client.token({ signal: signal as never, forceRefresh }))).toMatchObject({
        code: 'invalid_config',
        summary: 'The option `signal` must be an AbortSignal',
      });
    }
    const callEndpoint = createEndpointCaller(client);
    expect(await failureOf(callEndpoint({ url: `${server.url}/a`, signal: signal as never }))).toMatchObject({
      code: 'invalid_config',
    });
    expect(server.requests).toHaveLength(0);
    expect(clock.pendingTimers).toEqual([]);
  },
);

test.each([undefined, null, 5, {}, { accessToken: 5 }])('invalidating %j does nothing', async (token) => {
  const { server, client } = await createTestBed();
  const held = await client.token();
  await client.invalidate(token as never);
  expect(await client.token()).toBe(held);
  expect(server.tokenRequests).toHaveLength(1);
});

test('options of null are no options', async () => {
  const { client } = await createTestBed();
  expect(await client.token(null as never)).toMatchObject({ tokenType: 'Bearer' });
});
