import type { GrantError } from '../contract/grant-error.ts';
import { isRefusal } from '../endpoint/refused-credentials.ts';
import type { Clock } from '../platform/clock.ts';

const minute = 60_000;
const firstCeiling = 1_000;
const longestDelay = minute;
const quickAttempts = 5;

/** Spaces out the attempts of one token source while they fail. */
export interface Backoff {
  /** ms until the next attempt may start; 0 while all is well. */
  remaining(): number;
  /** Whether no attempt may start before this instant, in monotonic ms. */
  isClosed(deadline: number): boolean;
  /** The failure that keeps attempts waiting. */
  readonly failure: GrantError | undefined;
  /** Notes a failed attempt; one that was not made, because an earlier refusal is remembered, counts for nothing. */
  failed(error: GrantError): void;
  succeeded(): void;
}

/**
 * Full jitter, with ceilings of 1, 2, 4 … 60 s, and a budget above it: after five quick attempts no more than one a
 * minute since the first failure, so that ten minutes cost fifteen attempts however the dice fall. The server's own
 * `Retry-After`, up to `maxRetryAfter` ms, replaces the dice but not the budget.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function createBackoff(clock: Clock, maxRetryAfter: number): Backoff {
  let failures = 0;
  let firstFailure = 0;
  let openAt = Number.NEGATIVE_INFINITY;
  let failure: GrantError | undefined;
  return {
    // A refusal has a memory of its own, per credential: a changed secret is tried at once.
    isClosed: (deadline) => failure !== undefined && !isRefusal(failure) && openAt >= deadline,
    remaining: () => Math.max(0, openAt - clock.monotonic()),
    get failure() {
      return failure;
    },
    failed(error) {
      failure = error;
      const now = clock.monotonic();
      const asked = error.retryAfter === undefined ? undefined : Math.min(error.retryAfter, maxRetryAfter);
      if (error.cached) {
        openAt = Math.max(openAt, now + (asked ?? 0));
        return;
      }
      if (failures === 0) firstFailure = now;
      const jittered = Math.random() * Math.min(longestDelay, firstCeiling * 2 ** failures);
      failures += 1;
      const budgeted = firstFailure + (failures - quickAttempts) * minute - now;
      openAt = now + Math.max(asked ?? jittered, budgeted);
    },
    succeeded() {
      failures = 0;
      openAt = Number.NEGATIVE_INFINITY;
      failure = undefined;
    },
  };
}
