import { expect, test } from 'vitest';
import { formatDuration } from '../src/duration.ts';

test.each([
  [5_011_271_000, '58 days'],
  [86_400_000, '1 day'],
  [21_600_000, '6 h'],
  [5_400_000, '1.5 h'],
  [3_599_000, '1 h'],
  [240_000, '4 min'],
  [59_900, '1 min'],
  [12_345, '12 s'],
  [7.4, '7 ms'],
])('formats %d ms as %s', (ms, words) => {
  expect(formatDuration(ms)).toBe(words);
});
