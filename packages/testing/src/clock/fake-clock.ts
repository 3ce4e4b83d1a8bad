import { watchCount } from './count-watch.ts';

/**
 * A clock that moves only when a test moves it.
 *
 * It matches the `Clock` of `@grantkit/core` by structure, so that a test can pass it as the option `clock`.
 */
export interface FakeClock {
  /** The wall clock, in ms since the epoch. */
  now(): number;
  /** The monotonic clock, in ms from an arbitrary origin. It never goes back. */
  monotonic(): number;
  /**
   * Calls `callback` once, after `ms` of monotonic time, and returns a function that cancels the timer.
   *
   * A timer never fires before the test moves the clock. A negative delay counts as 0, and a delay of `Infinity` never
   * ends. It throws a `RangeError` if `ms` is NaN.
   */
  after(ms: number, callback: () => void): () => void;

  /**
   * Moves both clocks forward by `ms` and fires the timers that come due, in order, each at its own time.
   *
   * It throws a `RangeError` if `ms` is negative, infinite or NaN.
   */
  advance(ms: number): void;
  /**
   * Moves both clocks to the next timer, fires it, and returns by how many ms the clocks moved.
   *
   * It throws an `Error` if no timer is pending.
   */
  advanceToNextTimer(): number;
  /** Moves only the wall clock, by `ms` forward or (if negative) back, as NTP does. */
  jump(ms: number): void;
  /**
   * Moves only the wall clock forward by `ms`, as when a laptop sleeps: monotonic time and timers stand still.
   *
   * It throws a `RangeError` if `ms` is negative, infinite or NaN.
   */
  suspend(ms: number): void;

  /** The remaining delay of each pending timer, in ms, shortest first. */
  readonly pendingTimers: readonly number[];
  /** Resolves as soon as at least `count` timers are pending. */
  timers(count: number): Promise<void>;
}

/** Options of {@link createFakeClock}. */
export interface FakeClockOptions {
  /** The time at which the wall clock starts, in ms since the epoch. @default Date.UTC(2026, 0, 1) */
  readonly now?: number;
}

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/**
 * Creates a fake clock, for tests of code that takes its clock as an option.
 *
 * Its functions do not use `this`, so a test can pass `clock.now` alone.
 *
 * @example
 * ```ts
 * import { createFakeClock } from '@grantkit/testing';
 *
 * const clock = createFakeClock();
 * clock.after(500, () => console.log('fired at', clock.now()));
 * await clock.timers(1);
 * clock.advance(500);
 * ```
 */
export function createFakeClock(options: FakeClockOptions = {}): FakeClock {
  let wall = options.now ?? Date.UTC(2026, 0, 1);
  let monotonic = 0;
  const timers: Timer[] = [];
  const timerCount = watchCount(() => timers.length);

  function moveTo(instant: number): void {
    // A timer's callback may have moved the clock further already. Without the check, the clock would go back.
    const elapsed = Math.max(0, instant - monotonic);
    wall += elapsed;
    monotonic += elapsed;
  }

  function remove(timer: Timer): void {
    const index = timers.indexOf(timer);
    if (index >= 0) timers.splice(index, 1);
  }

  function advance(ms: number): void {
    const end = monotonic + checkDuration(ms);
    for (let next = timers[0]; next !== undefined && next.due <= end; next = timers[0]) {
      remove(next);
      moveTo(next.due);
      next.callback();
    }
    moveTo(end);
  }

  return {
    now: () => wall,
    monotonic: () => monotonic,
    after(ms, callback) {
      const timer: Timer = { due: monotonic + checkDelay(ms), callback };
      const later = timers.findIndex(({ due }) => due > timer.due);
      timers.splice(later < 0 ? timers.length : later, 0, timer);
      timerCount.changed();
      return () => remove(timer);
    },
    advance,
    advanceToNextTimer() {
      const next = timers[0];
      // A timer of `Infinity` ms never comes due. Without the check, the clock would move to `Infinity`.
      if (next === undefined || next.due === Infinity) {
        throw new Error('No timer is pending. Await `clock.timers(1)` before `clock.advanceToNextTimer()`.');
      }
      const started = monotonic;
      remove(next);
      moveTo(next.due);
      next.callback();
      return next.due - started;
    },
    jump(ms) {
      wall += ms;
    },
    suspend(ms) {
      wall += checkDuration(ms);
    },
    get pendingTimers() {
      return timers.map(({ due }) => due - monotonic);
    },
    timers: (count) => timerCount.atLeast(count),
  };
}

function checkDuration(ms: number): number {
  if (!(ms >= 0 && ms < Infinity)) {
    throw new RangeError(`The clock can move forward by a finite number of ms, 0 or more, and not by ${ms}.`);
  }
  return ms;
}

/** `setTimeout` treats NaN as 1 ms, which hides a mistake in the code under test. The fake clock shows it. */
function checkDelay(ms: number): number {
  if (Number.isNaN(ms)) throw new RangeError('The delay of a timer must be a number of ms, but it is NaN.');
  return Math.max(0, ms);
}
