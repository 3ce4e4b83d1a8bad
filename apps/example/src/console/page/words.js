// Numbers and times in words.

const units = /** @type {const} */ ([
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
]);

/**
 * A time span in ms for people: `41 min`, `1.5 h`, `9 s`. It never shows more time than there is.
 *
 * @param {number} ms
 */
export function formatSpan(ms) {
  const [unit, size] = units.find(([, size]) => ms >= size) ?? ['s', 1_000];
  const amount = ms / size;
  const rounded = unit === 'h' && amount < 10 ? Math.floor(amount * 10) / 10 : Math.floor(amount);
  return `${rounded} ${unit === 'd' ? (rounded === 1 ? 'day' : 'days') : unit}`;
}

const numbers = new Intl.NumberFormat('en');

/** @param {number} count */
export function formatCount(count) {
  return numbers.format(count);
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/**
 * `14:03:09`, or `14:03:09, 5 Dec` on another day than `today`.
 *
 * @param {number} at in ms since the epoch
 * @param {number} today in ms since the epoch
 */
export function formatTime(at, today = at) {
  return day.format(at) === day.format(today) ? clock.format(at) : `${clock.format(at)}, ${day.format(at)}`;
}
