import { expect, onTestFinished, test, vi } from 'vitest';
import { oneTurn, until } from './event-loop.ts';
import { failureOf } from './failure-of.ts';
import { createTestBed, fixRandom } from './test-bed.ts';

test('a caller who joins late has its full timeout: it starts the next flight when the first one ends', async () => {
  fixRandom(0.5);
  const { server, client, clock } = await createTestBed();
  server.answerNext({ fate: 'hang' });
  const starter = failureOf(client.token());
  await until(() => server.tokenRequests.length === 1);
  clock.advance(6_000);
  let late: unknown;
  const joiner = client.token().then((token) => {
    late = token;
    return token;
  });
  await oneTurn();
  expect(server.tokenRequests).toHaveLength(1);
  clock.advance(4_000);
  expect(await starter).toMatchObject({ code: 'timeout' });
  // The failure holds the next attempt back for half a second.
  await until(() => clock.pendingTimers.length > 1);
  expect(late).toBeUndefined();
  clock.advance(500);
  expect(await joiner).toMatchObject({ tokenType: 'Bearer' });
  expect(server.tokenRequests).toHaveLength(2);
});

test('a caller who joins late fails at its own deadline if there is still no token', async () => {
  fixRandom(0);
  const { server, client, clock } = await createTestBed();
  server.answerAlways({ fate: 'hang' });
  const starter = failureOf(client.token());
  await until(() => server.tokenRequests.length === 1);
  clock.advance(6_000);
  const joiner = failureOf(client.token());
  await oneTurn();
  clock.advance(4_000);
  expect(await starter).toMatchObject({ code: 'timeout' });
  await until(() => server.tokenRequests.length === 2);
  clock.advance(5_999);
  await oneTurn();
  clock.advance(1);
  expect(await joiner).toMatchObject({ code: 'timeout' });
  expect(clock.pendingTimers).toEqual([]);
});

test('a flight that the wall clock calls too old is not joined, as after a process was frozen', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerNext({ fate: 'hang' });
  const frozen = failureOf(client.token());
  await until(() => server.tokenRequests.length === 1);
  clock.jump(10_000);
  expect(await client.token()).toMatchObject({ tokenType: 'Bearer' });
  expect(server.tokenRequests).toHaveLength(2);
  clock.advance(10_000);
  expect(await frozen).toMatchObject({ code: 'timeout' });
});

test('callers with little time left share one more flight, and count no failure of their own', async () => {
  fixRandom(0);
  const { server, client, clock, events } = await createTestBed({ timeout: 2_000 });
  server.answerNext({ fate: 'hang' }, { fate: 'hang' });
  const calls = [];
  for (let call = 0; call < 50; call += 1) {
    calls.push(failureOf(client.token()));
    await oneTurn();
    clock.advance(20);
  }
  await until(() => server.tokenRequests.length === 1);
  clock.advance(1_000);
  await until(() => server.tokenRequests.length === 2);
  for (let step = 0; step < 50; step += 1) {
    clock.advance(20);
    await oneTurn();
  }
  expect(new Set((await Promise.all(calls)).map(({ code }) => code))).toEqual(new Set(['timeout']));
  expect(server.tokenRequests).toHaveLength(2);
  expect(events.filter(({ type }) => type === 'failed')).toHaveLength(1);
  expect(await client.token()).toMatchObject({ tokenType: 'Bearer' });
  expect(clock.pendingTimers).toEqual([]);
});

test('a caller whose deadline passed while the process was busy does not start another flight', async () => {
  const { server, client, clock } = await createTestBed({ timeout: 500 });
  server.answerAlways({ fate: 'hang' });
  const starter = failureOf(client.token());
  await until(() => server.tokenRequests.length === 1);
  clock.advance(20);
  const joiner = failureOf(client.token());
  clock.advance(600);
  expect((await starter).code).toBe('timeout');
  expect((await joiner).code).toBe('timeout');
  expect(server.tokenRequests).toHaveLength(1);
  expect(clock.pendingTimers).toEqual([]);
});

test('where I/O belongs to one request, a caller who leaves last does not abort the request of another', async () => {
  vi.stubGlobal('EdgeRuntime', 'edge-runtime');
  onTestFinished(() => void vi.unstubAllGlobals());
  const { server, client } = await createTestBed();
  const { promise: release, resolve: answer } = Promise.withResolvers<void>();
  server.answerNext({ fate: 'grant', release });
  const [first, last] = [new AbortController(), new AbortController()];
  const starter = failureOf(client.token({ signal: first.signal }));
  await server.waitForRequest(1);
  const joiner = failureOf(client.token({ signal: last.signal }));
  first.abort();
  last.abort();
  expect([(await starter).code, (await joiner).code]).toEqual(['aborted', 'aborted']);
  answer();
  await until(() => !client.explain().renewing);
  expect(client.explain().token?.age).toBe('fresh');
});
