import { expect, test } from 'vitest';
import { until, watchUnhandledRejections } from './event-loop.ts';
import { createTestBed, fixRandom } from './test-bed.ts';

test('`waitUntil` gets each background renewal while the call that starts it runs, and nothing else', async () => {
  fixRandom(0.5);
  const handed: Promise<unknown>[] = [];
  const { server, client, clock } = await createTestBed({ waitUntil: (work) => handed.push(work) });
  await client.token();
  expect(handed).toHaveLength(0);
  clock.advance(client.explain().token?.renewsIn ?? 0);
  const served = client.token();
  expect(handed).toHaveLength(1);
  await served;
  await handed[0];
  expect(server.tokenRequests).toHaveLength(2);
});

test('the promise that `waitUntil` gets never rejects', async () => {
  fixRandom(0.5);
  const handed: Promise<unknown>[] = [];
  const { server, client, clock } = await createTestBed({ waitUntil: (work) => handed.push(work) });
  await client.token();
  clock.advance(client.explain().token?.renewsIn ?? 0);
  server.answerNext({ status: 400 });
  await client.token();
  expect(await handed[0]).toBeUndefined();
  expect(client.explain().failure).toMatchObject({ code: 'refused' });
});

test.each([
  [
    'throws',
    () => {
      throw new Error('The request is over');
    },
  ],
  ['rejects with', async () => Promise.reject(new Error('The request is over'))],
])('what `waitUntil` %s is ignored', async (_, waitUntil) => {
  fixRandom(0.5);
  const unhandled = watchUnhandledRejections();
  const { server, client, clock } = await createTestBed({ waitUntil });
  const token = await client.token();
  clock.advance(client.explain().token?.renewsIn ?? 0);
  expect(await client.token()).toBe(token);
  await until(() => !client.explain().renewing);
  expect(server.tokenRequests).toHaveLength(2);
  expect(await unhandled()).toEqual([]);
});
