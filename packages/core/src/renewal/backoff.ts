import type { GrantError } from '../contract/grant-error.ts';
import { isRefusedCredential } from '../endpoint/refused-credentials.ts';
import { Budget } from '../platform/budget.ts';
import type { Clock } from '../platform/clock.ts';

const firstCeiling = 1_000;
const longestDelay = 60_000;
// Long enough for a secret store that is down, and short enough for callers when a file is there again.
const longestDelayIfUnsent = 2_000;

/**
 * Spaces out the attempts of one token source while they fail.
 *
 * Full jitter with ceilings of 1, 2, 4 … 60 s, within a budget. Jitter alone could make 25 attempts in ten minutes.
 * The budget allows 15. The server's `Retry-After`, up to `maxRetryAfter` ms, replaces the jitter but not the budget.
 *
 * An attempt in which nothing was sent costs the server nothing. The next one may start within 2 s, unless an earlier
 * failure of the server asks for a longer wait, or the error asks for one, as the error of a busy key store does.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export class Backoff {
  readonly #clock: Clock;
  readonly #maxRetryAfter: number;
  /** What has happened since the last success; `undefined` if nothing has failed. */
  #outage: Outage | undefined;

  constructor(clock: Clock, maxRetryAfter: number) {
    this.#clock = clock;
    this.#maxRetryAfter = maxRetryAfter;
  }

  /** The failure that holds attempts back; `undefined` after a success. */
  get failure(): GrantError | undefined {
    return this.#outage?.failure;
  }

  /** Milliseconds until the next attempt may start; 0 when nothing is held back. */
  retryAfter(): number {
    return timeUntil(this.#outage?.nextAttemptAt, this.#clock);
  }

  /**
   * Milliseconds until an attempt that callers wait for may start. A refused credential does not hold it back, because
   * core remembers it for each secret, and must try a changed secret at once.
   */
  retryAfterForCallers(): number {
    const { failure } = this;
    return failure === undefined || isRefusedCredential(failure) ? 0 : this.retryAfter();
  }

  /** Milliseconds until a forced attempt may start. Only the server's own `Retry-After` holds it back. */
  retryAfterOfServer(): number {
    return timeUntil(this.#outage?.serverAllowsAt, this.#clock);
  }

  /**
   * Notes a failure. A `cached` failure was not an attempt, so it does not make later attempts wait longer. Neither does
   * an attempt in which nothing was sent.
   */
  failed(failure: GrantError): void {
    const now = this.#clock.monotonic();
    const {
      failures = 0,
      budget = new Budget(this.#clock),
      nextAttemptAt = Number.NEGATIVE_INFINITY,
      serverAllowsAt = Number.NEGATIVE_INFINITY,
    } = this.#outage ?? {};
    const asked = failure.retryAfter === undefined ? undefined : Math.min(failure.retryAfter, this.#maxRetryAfter);
    if (nothingWasSent(failure)) {
      const delay = Math.max(this.retryAfterForCallers(), asked ?? 0, Math.random() * longestDelayIfUnsent);
      this.#outage = { failure, failures, budget, nextAttemptAt: now + delay, serverAllowsAt };
      return;
    }
    if (failure.cached) {
      const later = Math.max(nextAttemptAt, now + (asked ?? 0));
      this.#outage = { failure, failures, budget, nextAttemptAt: later, serverAllowsAt };
      return;
    }
    const jittered = Math.random() * Math.min(longestDelay, firstCeiling * 2 ** failures);
    budget.spend();
    this.#outage = {
      failure,
      failures: failures + 1,
      budget,
      nextAttemptAt: now + Math.max(asked ?? jittered, budget.wait()),
      serverAllowsAt: asked === undefined ? serverAllowsAt : now + asked,
    };
  }

  /** Notes a success: nothing is held back any more. */
  succeeded(): void {
    this.#outage = undefined;
  }
}

/** Whether the attempt ended before its request: a secret, an assertion or a header could not be made. */
function nothingWasSent({ code, status }: GrantError): boolean {
  return status === undefined && (code === 'credential_unavailable' || code === 'invalid_config');
}

function timeUntil(time: number | undefined, clock: Clock): number {
  return time === undefined ? 0 : Math.max(0, time - clock.monotonic());
}

/** The attempts that have failed since the last success. The times are in monotonic ms. */
interface Outage {
  /** The last failure. */
  readonly failure: GrantError;
  /** How many attempts have failed. */
  readonly failures: number;
  readonly budget: Budget;
  readonly nextAttemptAt: number;
  readonly serverAllowsAt: number;
}
