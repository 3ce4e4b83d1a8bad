/**
 * Time, as the engine needs it. Tests hand in one that they move by hand.
 *
 * There are two clocks because each of them lies in its own way: the wall clock jumps (NTP, an administrator), the
 * monotonic one may stand still while a laptop sleeps. A token is dead as soon as either of them says so.
 */
export interface Clock {
  /** The wall clock: ms since the epoch. */
  now(): number;
  /** A clock that never goes back: ms since some moment. */
  monotonic(): number;
  /** Calls back once, `ms` of monotonic time from now; the function it returns cancels that. */
  after(ms: number, callback: () => void): () => void;
}

/** `setTimeout` treats a longer delay as 1 ms. */
export const longestTimer: number = 2 ** 31 - 1;

// Bound once: looking `performance` up at each call costs as much as reading it, and reading the clocks is most of what
// a token in memory costs.
const monotonic = performance.now.bind(performance);

/** The runtime's own clocks. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic,
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, longestTimer));
    return () => clearTimeout(timer);
  },
};
