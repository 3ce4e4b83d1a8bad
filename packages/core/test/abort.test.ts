import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { untilAborted } from '../src/index.ts';
import { oneTurn } from './event-loop.ts';
import { createTestBed } from './test-bed.ts';

const listenersOf = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

test.each<[string, () => Promise<unknown>]>([
  ['succeeds', async () => 'value'],
  ['fails', () => Promise.reject(new Error('no'))],
])('a signal keeps its listener until the promise %s, and no longer', async (_, settle) => {
  const { signal } = new AbortController();
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const followed = untilAborted(promise, signal).catch(() => {});
  expect(listenersOf(signal)).toBe(1);
  resolve(settle());
  await followed;
  await oneTurn();
  expect(listenersOf(signal)).toBe(0);
});

test('a signal that lives as long as the process gathers no listeners, however many calls use it', async () => {
  const { signal } = new AbortController();
  const { client } = await createTestBed();
  for (let call = 0; call < 20; call += 1) await client.token({ signal, forceRefresh: true });
  await oneTurn();
  expect(listenersOf(signal)).toBe(0);
});

test('an abort rejects with the reason of the signal, or with another one, while the work continues', async () => {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<string>();
  const own = new Error('the reason of the caller');
  const other = new Error('the caller stopped waiting');
  const followed = [
    untilAborted(promise, controller.signal),
    untilAborted(promise, controller.signal, () => other),
  ].map((call) => call.catch((error: unknown) => error));
  controller.abort(own);
  expect(await Promise.all(followed)).toEqual([own, other]);
  resolve('value');
  expect(await promise).toBe('value');
});

test('a signal that is aborted already rejects at once', async () => {
  const reason = new Error('too late');
  await expect(untilAborted(Promise.resolve('value'), AbortSignal.abort(reason))).rejects.toBe(reason);
});
