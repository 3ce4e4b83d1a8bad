import { watchCount } from './count-watch.ts';

/** A clock that stands still until the test moves it. Matches the `Clock` of `@grantkit/core` by structure. */
export interface FakeClock {
  /** Wall clock: milliseconds since the epoch. */
  now(): number;
  /** Milliseconds from an arbitrary origin; never goes back. */
  monotonic(): number;
  /** Calls `callback` once, `ms` milliseconds of monotonic time from now. Returns the function that cancels it. */
  after(ms: number, callback: () => void): () => void;

  /** Moves both clocks on by `ms`. Timers that come due fire in order, each at its own instant. */
  advance(ms: number): void;
  /** Moves both clocks to the next timer, fires it, and returns the ms that took. Throws if none is pending. */
  advanceToNextTimer(): number;
  /** Sets the wall clock alone by `ms`, forward or back, as NTP does. */
  jump(ms: number): void;
  /** A laptop's sleep of `ms`: the wall clock moves on, monotonic time and its timers stand still. */
  suspend(ms: number): void;

  /** Milliseconds that each pending timer has left, soonest first. */
  readonly pendingTimers: readonly number[];
  /** Resolves as soon as at least `count` timers are pending. */
  timers(count: number): Promise<void>;
}

/** Options of {@link createFakeClock}. */
export interface FakeClockOptions {
  /**
   * What the wall clock shows at first, in milliseconds since the epoch.
   * @default Date.UTC(2026, 0, 1)
   */
  readonly now?: number;
}

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/**
 * Creates a clock for tests of code that takes its clock as an option. Its functions need no `this`.
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
    // A callback may itself have advanced the clock further than this.
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
      // A timer of Infinity ms is pending and never comes due.
      if (next === undefined || next.due === Infinity)
        throw new Error('No timer is pending: await clock.timers(1) first');
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
  if (!(ms >= 0 && ms < Infinity)) throw new RangeError(`A clock cannot move on by ${ms} ms`);
  return ms;
}

/** `setTimeout` takes NaN for 1 ms: a test must see that mistake, not live with it. */
function checkDelay(ms: number): number {
  if (Number.isNaN(ms)) throw new RangeError('A timer needs a number of milliseconds, not NaN');
  return Math.max(0, ms);
}
