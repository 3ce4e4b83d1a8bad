import type { Clock } from './clock.ts';

const burst = 5;
const interval = 60_000;

/** How many tokens may be given up because an API rejected them. */
export interface RenewalBudget {
  take(): boolean;
}

/**
 * Five at once, then one a minute. An API that rejects every token, or one endpoint that says 401 where it means 403,
 * must not turn each call into a token request.
 */
export function createRenewalBudget(clock: Clock): RenewalBudget {
  // Each one pushes this instant a minute on; the budget is used up while it lies more than the burst ahead.
  let paidUntil = Number.NEGATIVE_INFINITY;
  return {
    take() {
      const now = clock.monotonic();
      const next = Math.max(paidUntil, now) + interval;
      if (next > now + burst * interval) return false;
      paidUntil = next;
      return true;
    },
  };
}
