import { createFakeClock } from '@grantkit/testing';
import { expect, test } from 'vitest';
import { memoryTokenCache } from '../src/index.ts';

const minute = { ttl: 60_000 };

test('keeps a value for its ttl and not a millisecond longer', async () => {
  const clock = createFakeClock();
  const cache = memoryTokenCache({ clock });
  await cache.set('key', 'value', minute);
  clock.advance(59_999);
  expect(await cache.get('key')).toBe('value');
  clock.advance(1);
  expect(await cache.get('key')).toBeUndefined();
  expect(await cache.get('another key')).toBeUndefined();
});

test.each<[string, (clock: ReturnType<typeof createFakeClock>) => void, string | undefined]>([
  ['has jumped ahead', (clock) => clock.jump(60_000), undefined],
  [
    'has jumped back, after the ttl of the value',
    (clock) => {
      clock.advance(60_000);
      clock.jump(-3_600_000);
    },
    undefined,
  ],
  ['has jumped back, within the ttl of the value', (clock) => clock.jump(-3_600_000), 'value'],
  ['went on while the machine slept', (clock) => clock.suspend(60_000), undefined],
  ['went on while the machine slept, but not for long', (clock) => clock.suspend(59_999), 'value'],
])('no value outlives its ttl if the wall clock %s', async (_, disturb, expected) => {
  const clock = createFakeClock();
  const cache = memoryTokenCache({ clock });
  await cache.set('key', 'value', minute);
  disturb(clock);
  expect(await cache.get('key')).toBe(expected);
});

test('a value that has expired does not come back when the clock does', async () => {
  const clock = createFakeClock();
  const cache = memoryTokenCache({ clock });
  await cache.set('key', 'value', minute);
  clock.jump(60_000);
  expect(await cache.get('key')).toBeUndefined();
  clock.jump(-60_000);
  expect(await cache.get('key')).toBeUndefined();
});

test('setting a key again replaces its value and its ttl', async () => {
  const clock = createFakeClock();
  const cache = memoryTokenCache({ clock });
  await cache.set('key', 'old', { ttl: 1_000 });
  await cache.set('key', 'new', minute);
  clock.advance(1_000);
  expect(await cache.get('key')).toBe('new');
});

test('deleting removes one key, and accepts a key that does not exist', async () => {
  const cache = memoryTokenCache({ clock: createFakeClock() });
  await cache.set('a', '1', minute);
  await cache.set('b', '2', minute);
  await cache.delete('a');
  await cache.delete('never there');
  expect([await cache.get('a'), await cache.get('b')]).toEqual([undefined, '2']);
});

type Step = readonly ['get' | 'set' | 'delete', string];

test.each<[string, readonly Step[], string]>([
  [
    'the oldest value goes first',
    [
      ['set', 'a'],
      ['set', 'b'],
      ['set', 'c'],
      ['set', 'd'],
    ],
    'bcd',
  ],
  [
    'reading keeps a value',
    [
      ['set', 'a'],
      ['set', 'b'],
      ['set', 'c'],
      ['get', 'a'],
      ['set', 'd'],
    ],
    'acd',
  ],
  [
    'setting again keeps a value too',
    [
      ['set', 'a'],
      ['set', 'b'],
      ['set', 'c'],
      ['set', 'a'],
      ['set', 'd'],
    ],
    'acd',
  ],
  [
    'setting again removes no other value',
    [
      ['set', 'a'],
      ['set', 'b'],
      ['set', 'c'],
      ['set', 'c'],
    ],
    'abc',
  ],
  [
    'deleting makes room',
    [
      ['set', 'a'],
      ['set', 'b'],
      ['set', 'c'],
      ['delete', 'b'],
      ['set', 'd'],
    ],
    'acd',
  ],
])('if there are three places, %s', async (_, steps, left) => {
  const cache = memoryTokenCache({ maxEntries: 3, clock: createFakeClock() });
  for (const [operation, key] of steps) await cache[operation](key, key, minute);
  const found = await Promise.all(['a', 'b', 'c', 'd'].map((key) => cache.get(key)));
  expect(found.join('')).toBe(left);
});

test('keeps a thousand values by default', async () => {
  const cache = memoryTokenCache({ clock: createFakeClock() });
  for (let key = 0; key <= 1_000; key += 1) await cache.set(String(key), 'value', minute);
  expect([await cache.get('0'), await cache.get('1'), await cache.get('1000')]).toEqual([undefined, 'value', 'value']);
});

test.each([0, -1, Number.NaN])('cannot have %d places', (maxEntries) => {
  expect(() => memoryTokenCache({ maxEntries })).toThrow(expect.objectContaining({ code: 'invalid_config' }));
});

test('an unknown option is refused', () => {
  const refused = { code: 'invalid_config', message: expect.stringContaining('Unknown option `max`') };
  expect(() => memoryTokenCache(Object({ max: 5 }))).toThrow(expect.objectContaining(refused));
});

test('only one caller at a time holds the lock of a key, for its ttl at most', async () => {
  const clock = createFakeClock();
  const cache = memoryTokenCache({ clock });
  const states = async () => [(await cache.lock?.('a', minute))?.state, (await cache.lock?.('b', minute))?.state];
  expect(await states()).toEqual(['acquired', 'acquired']);
  expect(await states()).toEqual(['held', 'held']);
  clock.advance(59_999);
  expect(await states()).toEqual(['held', 'held']);
  clock.advance(1);
  expect(await states()).toEqual(['acquired', 'acquired']);
});

test('releasing a lock ends it, but not a later lock that another caller took', async () => {
  const clock = createFakeClock();
  const cache = memoryTokenCache({ clock });
  const take = () => cache.lock?.('key', minute);
  const first = await take();
  clock.advance(60_000);
  const second = await take();
  if (first?.state !== 'acquired' || second?.state !== 'acquired') throw new Error('Expected both to get the lock');
  await first.release();
  expect(await take()).toEqual({ state: 'held' });
  await second.release();
  await second.release();
  expect(await take()).toMatchObject({ state: 'acquired' });
});

test('a lock and a value of the same key do not affect each other', async () => {
  const cache = memoryTokenCache({ clock: createFakeClock() });
  await cache.lock?.('key', minute);
  expect(await cache.get('key')).toBeUndefined();
  await cache.set('key', 'value', minute);
  await cache.delete('key');
  expect(await cache.lock?.('key', minute)).toEqual({ state: 'held' });
});

test('runs on the clocks of the runtime by default', async () => {
  const cache = memoryTokenCache();
  await cache.set('key', 'value', minute);
  expect(await cache.get('key')).toBe('value');
});
