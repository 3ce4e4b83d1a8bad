import { expect, test } from 'vitest';
import { memoryTokenCache } from '../src/index.ts';
import { oneTurn, until } from './event-loop.ts';
import { failureOf } from './failure-of.ts';
import { clientSecret, createTestBed, fixRandom } from './test-bed.ts';

test('callers who leave while they wait for a lock do not count as failures of the server', async () => {
  const cache = { ...memoryTokenCache(), lock: async () => ({ state: 'held' as const }) };
  const { server, client, clock } = await createTestBed({ cache });
  for (let call = 0; call < 8; call += 1) {
    const controller = new AbortController();
    const failure = failureOf(client.token({ signal: controller.signal }));
    await clock.timers(2);
    clock.advance(1_300);
    await oneTurn();
    controller.abort();
    expect(await failure).toMatchObject({ code: 'aborted' });
  }
  expect(server.tokenRequests).toHaveLength(0);
  expect(client.explain()).toMatchObject({ failure: undefined, retryAfter: 0 });
});

test('a failure of an older renewal does not hold back a client that has a newer token', async () => {
  const { server, client, clock } = await createTestBed({ lifetime: 60 });
  const { promise: release, resolve: answer } = Promise.withResolvers<void>();
  server.answerNext(async () => {
    await release;
    return { status: 503, headers: { 'retry-after': '280' } };
  });
  const older = failureOf(client.token());
  await until(() => server.tokenRequests.length === 1);
  await client.token({ forceRefresh: true });
  answer();
  expect(await older).toMatchObject({ code: 'server_error' });
  expect(client.explain()).toMatchObject({ failure: undefined, retryAfter: 0 });
  clock.advance(60_000);
  expect(await client.token()).toMatchObject({ tokenType: 'Bearer' });
});

test('once the token has arrived, a caller who leaves does not abort the write to the cache', async () => {
  const { promise: written, resolve: write } = Promise.withResolvers<void>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const memory = memoryTokenCache();
  const entries: string[] = [];
  const cache = {
    ...memory,
    set: async (key: string) => {
      ask();
      await written;
      entries.push(key);
    },
  };
  const { client } = await createTestBed({ cache });
  const controller = new AbortController();
  const failure = failureOf(client.token({ signal: controller.signal }));
  await asked;
  controller.abort();
  expect(await failure).toMatchObject({ code: 'aborted' });
  expect(client.explain()).toMatchObject({ failure: undefined, token: { age: 'fresh' } });
  write();
  await until(() => entries.length === 1);
});

test('a secret store that hangs does not hold back the first request after it', async () => {
  let hangs = true;
  const secretStore = () => (hangs ? new Promise<string>(() => {}) : clientSecret);
  const { server, client, clock } = await createTestBed({ clientSecret: secretStore });
  const failure = failureOf(client.token());
  await clock.timers(1);
  clock.advance(10_000);
  expect(await failure).toMatchObject({ code: 'timeout' });
  expect(client.explain()).toMatchObject({ failure: undefined, retryAfter: 0 });
  hangs = false;
  expect(await client.token()).toMatchObject({ tokenType: 'Bearer' });
  expect(server.tokenRequests).toHaveLength(1);
});

test('however often a secret store has failed, a call gets its token within 2 s after the store is back', async () => {
  fixRandom(0.999_999);
  let isDown = true;
  const secretStore = () => {
    if (isDown) throw new Error('No store');
    return clientSecret;
  };
  const { server, client, clock } = await createTestBed({ clientSecret: secretStore });
  for (let call = 0; call < 10; call += 1) {
    expect(await failureOf(client.token(), clock)).toMatchObject({ code: 'credential_unavailable', cached: false });
    expect(client.explain().retryAfter).toBeLessThanOrEqual(2_000);
  }
  isDown = false;
  const call = client.token();
  await clock.timers(2);
  expect(clock.advanceToNextTimer()).toBeGreaterThan(1_900);
  expect(await call).toMatchObject({ tokenType: 'Bearer' });
  expect(server.tokenRequests).toHaveLength(1);
});
