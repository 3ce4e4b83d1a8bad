import type { Clock } from './clock.ts';

const burst = 5;
const interval = 60_000;

/** Limits how often something may happen: five times at once, then once a minute. */
export interface Budget {
  /** Milliseconds until one more is within the budget; 0 while the budget lasts. */
  wait(): number;
  /** Counts one. Even when more are counted than the budget allows, {@link wait} is never longer than a minute. */
  spend(): void;
  /** Makes the budget full again. */
  refill(): void;
}

export function createBudget(clock: Clock): Budget {
  // Each one that is counted moves this time a minute further. The budget is empty while it is over four minutes ahead.
  let spentUntil = Number.NEGATIVE_INFINITY;
  return {
    wait: () => Math.max(0, spentUntil - clock.monotonic() - (burst - 1) * interval),
    spend() {
      const now = clock.monotonic();
      spentUntil = Math.min(Math.max(spentUntil, now) + interval, now + burst * interval);
    },
    refill() {
      spentUntil = Number.NEGATIVE_INFINITY;
    },
  };
}
