/**
 * The time, as the engine reads it. Tests hand in a clock that they move by hand.
 *
 * There are two clocks, because each one can be wrong: the wall clock jumps (NTP, an administrator), and the monotonic
 * clock may stand still while a laptop sleeps. A token is dead as soon as either clock says so.
 */
export interface Clock {
  /** The wall clock, in ms since the epoch. */
  now(): number;
  /** A clock that never goes back, in ms since an arbitrary moment. */
  monotonic(): number;
  /** Calls `callback` once, after `ms` of monotonic time. The returned function cancels the call. */
  after(ms: number, callback: () => void): () => void;
}

/** The longest delay in ms that `setTimeout` keeps: it treats a longer one as 1 ms. */
export const longestTimer: number = 2 ** 31 - 1;

// Bound once. Looking `performance` up costs as much as reading it, and a token in memory costs little more than that.
const monotonic = performance.now.bind(performance);

/** The runtime's own clocks. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic,
  after(ms, callback) {
    const timer = setTimeout(callback, Math.max(0, Math.min(ms, longestTimer)));
    return () => clearTimeout(timer);
  },
};
