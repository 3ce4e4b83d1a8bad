import type { Clock } from './clock.ts';

const burst = 5;
const interval = 60_000;

/** Limits how often something may happen: five times at once, then once a minute. */
export class Budget {
  readonly #clock: Clock;
  // Each one that is counted moves this time a minute further. The budget is empty while it is over four minutes ahead.
  #spentUntil = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until one more is within the budget; 0 while the budget lasts. */
  wait(): number {
    return Math.max(0, this.#spentUntil - this.#clock.monotonic() - (burst - 1) * interval);
  }

  /** Counts one. Even when more are counted than the budget allows, {@link wait} is never longer than a minute. */
  spend(): void {
    const now = this.#clock.monotonic();
    this.#spentUntil = Math.min(Math.max(this.#spentUntil, now) + interval, now + burst * interval);
  }
}
