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
   * Milliseconds until an attempt that callers wait for may start. A refused credential does not hold it back, because
   * core remembers it for each secret, and must try a changed secret at once.
   */
  retryAfterForCallers(): number;
  /** Milliseconds until a forced attempt may start. Only the server's own `Retry-After` holds it back. */
  retryAfterOfServer(): number;
  /** The failure that holds attempts back; `undefined` after a success. */
  readonly failure: GrantError | undefined;
  /** Notes a failure. A `cached` failure was not an attempt, so it does not make later attempts wait longer. */
  failed(error: GrantError): void;
  /** Notes a success: nothing is held back any more. */
  succeeded(): void;
}

/**
 * Full jitter with ceilings of 1, 2, 4 … 60 s, within a budget. Jitter alone could make 25 attempts in ten minutes.
 * The budget allows 15. The server's `Retry-After`, up to `maxRetryAfter` ms, replaces the jitter but not the budget.
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
