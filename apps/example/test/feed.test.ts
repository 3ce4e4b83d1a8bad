import { expect, test } from 'vitest';
import { createFeed } from '../src/console/feed.ts';
import type { ConsoleState, TimelineEntry } from '../src/console/protocol.ts';
import { openConsole } from './open-console.ts';
import { readFeed } from './read-feed.ts';

const empty: ConsoleState = { now: 0, cache: { kind: 'memory', sealed: false }, lanes: [] };
const entry: Omit<TimelineEntry, 'id'> = { at: 0, lane: 'pulsoid', type: 'action', text: 'does something' };

test('a page that connects gets the last hundred entries, and then the state', async () => {
  const feed = createFeed(() => empty);
  for (let count = 0; count < 150; count += 1) feed.add(entry);
  const messages = feed.subscribe(new AbortController().signal);
  const ids: number[] = [];
  for await (const message of messages) {
    if (message.event === 'state') break;
    ids.push(message.data.id);
  }
  expect([ids.length, ids.at(0), ids.at(-1)]).toEqual([100, 51, 150]);
  feed.end();
});

test('a page that leaves or a feed that ends ends the subscription', async () => {
  const feed = createFeed(() => empty);
  const left = new AbortController();
  const leaving = feed.subscribe(left.signal);
  const staying = feed.subscribe(new AbortController().signal);
  for (const messages of [leaving, staying]) expect(await messages.next()).toMatchObject({ value: { event: 'state' } });
  const [last, other] = [leaving.next(), staying.next()];
  left.abort();
  expect(await last).toEqual({ done: true, value: undefined });
  feed.end();
  expect(await other).toEqual({ done: true, value: undefined });
});

test('after a thousand changes a page gets one state, the newest', async () => {
  let now = 0;
  const feed = createFeed(() => ({ ...empty, now }));
  const messages = feed.subscribe(new AbortController().signal);
  await messages.next();
  for (; now < 1_000; now += 1) feed.changed();
  expect(await messages.next()).toMatchObject({ value: { event: 'state', data: { now: 1_000 } } });
  now = 2_000;
  const beat = await messages.next();
  expect(beat, 'the next one is the heartbeat').toMatchObject({ value: { data: { now: 2_000 } } });
  feed.end();
});

test('two pages get the same entries, and a page that connects later gets the earlier entries too', async () => {
  const { url, feed, press } = await openConsole();
  await press('pulsoid', 'call');
  const first = await feed.until(() => feed.entries.find(({ type }) => type === 'result'));
  const late = await readFeed(url);
  expect(await late.until(() => late.entries.find(({ id }) => id === first.id))).toEqual(first);
});
