import type { GrantError } from '../contract/grant-error.ts';
import { isRefusedCredential } from '../endpoint/refused-credentials.ts';
import type { Budget } from '../platform/budget.ts';
import type { Clock } from '../platform/clock.ts';

const firstCeiling = 1_000;
const longestDelay = 60_000;

/** Spaces out the attempts of one token source while they fail. */
export interface Backoff {
  /** Milliseconds until the next attempt may start; 0 when nothing is held back. */
  retryAfter(): number;
  /**
   * The same for an attempt that callers wait for. A refused credential does not hold it back, because that is
   * remembered for each secret: a changed secret must be tried at once.
   */
  retryAfterForCallers(): number;
  /** The same for a forced attempt, which only the server's own `Retry-After` holds back. */
  retryAfterOfServer(): number;
  /** The failure that holds attempts back; `undefined` after a success. */
  readonly failure: GrantError | undefined;
  /** Notes a failure. One that is `cached` was not an attempt, so it makes no later attempt wait longer. */
  failed(error: GrantError): void;
  /** Notes a success: nothing is held back any more. */
  succeeded(): void;
}

/**
 * Full jitter with ceilings of 1, 2, 4 … 60 s, within a budget. Jitter alone could make 25 attempts in ten minutes; the
 * budget allows 15. The server's own `Retry-After`, up to `maxRetryAfter` ms, replaces the jitter but not the budget.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function createBackoff(clock: Clock, budget: Budget, maxRetryAfter: number): Backoff {
  let failures = 0;
  let nextAttemptAt = Number.NEGATIVE_INFINITY;
  let serverAllowsAt = Number.NEGATIVE_INFINITY;
  let failure: GrantError | undefined;
  const retryAfter = () => Math.max(0, nextAttemptAt - clock.monotonic());
  return {
    retryAfter,
    retryAfterForCallers: () => (failure === undefined || isRefusedCredential(failure) ? 0 : retryAfter()),
    retryAfterOfServer: () => Math.max(0, serverAllowsAt - clock.monotonic()),
    get failure() {
      return failure;
    },
    failed(error) {
      failure = error;
      const now = clock.monotonic();
      const asked = error.retryAfter === undefined ? undefined : Math.min(error.retryAfter, maxRetryAfter);
      if (error.cached) {
        nextAttemptAt = Math.max(nextAttemptAt, now + (asked ?? 0));
        return;
      }
      const jittered = Math.random() * Math.min(longestDelay, firstCeiling * 2 ** failures);
      failures += 1;
      budget.spend();
      if (asked !== undefined) serverAllowsAt = now + asked;
      nextAttemptAt = now + Math.max(asked ?? jittered, budget.wait());
    },
    succeeded() {
      failures = 0;
      nextAttemptAt = Number.NEGATIVE_INFINITY;
      serverAllowsAt = Number.NEGATIVE_INFINITY;
      failure = undefined;
      budget.refill();
    },
  };
}
