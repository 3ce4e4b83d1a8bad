import { type Clock, systemClock } from './clock.ts';

/**
 * Gives the time of both clocks, and mostly reads only the wall clock. To read the monotonic clock too would be a third
 * of what a token in memory costs. So a reading is reused for a while, and the wall clock says how much time has passed
 * since then.
 *
 * The next call notices a wall clock that was set back, with one exception: a clock that was set back to a time less than
 * `reuse` ms after the last reading. Such a jump is hidden for `reuse` ms at most.
 */
export class TwoClocks {
  readonly #clock: Clock;
  // The last reading of both clocks.
  #now = Number.NaN;
  #monotonic = Number.NaN;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  /** The monotonic time at `now`, which the wall clock has just shown. A reading is reused for `reuse` ms. */
  monotonicAt(now: number, reuse: number): number {
    const passed = now - this.#now;
    if (passed >= 0 && passed < reuse) return this.#monotonic + passed;
    this.#now = now;
    this.#monotonic = this.#clock.monotonic();
    return this.#monotonic;
  }
}

let ofSystem: TwoClocks | undefined;

/** The two clocks. All clients on the runtime's own clocks share them. */
export function twoClocks(clock: Clock): TwoClocks {
  if (clock !== systemClock) return new TwoClocks(clock);
  ofSystem ??= new TwoClocks(clock);
  return ofSystem;
}
