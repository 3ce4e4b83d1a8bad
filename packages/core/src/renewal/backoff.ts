import type { GrantError } from '../contract/grant-error.ts';
import { isRefusedCredential } from '../endpoint/refused-credentials.ts';
import type { Budget } from '../platform/budget.ts';
import type { Clock } from '../platform/clock.ts';

const firstCeiling = 1_000;
const longestDelay = 60_000;

/**
 * Spaces out the attempts of one token source while they fail.
 *
 * Full jitter with ceilings of 1, 2, 4 … 60 s, within a budget. Jitter alone could make 25 attempts in ten minutes.
 * The budget allows 15. The server's `Retry-After`, up to `maxRetryAfter` ms, replaces the jitter but not the budget.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export class Backoff {
  readonly #clock: Clock;
  readonly #budget: Budget;
  readonly #maxRetryAfter: number;
  #failures = 0;
  #nextAttemptAt = Number.NEGATIVE_INFINITY;
  #serverAllowsAt = Number.NEGATIVE_INFINITY;
  #failure: GrantError | undefined;

  constructor(clock: Clock, budget: Budget, maxRetryAfter: number) {
    this.#clock = clock;
    this.#budget = budget;
    this.#maxRetryAfter = maxRetryAfter;
  }

  /** The failure that holds attempts back; `undefined` after a success. */
  get failure(): GrantError | undefined {
    return this.#failure;
  }

  /** Milliseconds until the next attempt may start; 0 when nothing is held back. */
  retryAfter(): number {
    return Math.max(0, this.#nextAttemptAt - this.#clock.monotonic());
  }

  /**
   * Milliseconds until an attempt that callers wait for may start. A refused credential does not hold it back, because
   * core remembers it for each secret, and must try a changed secret at once.
   */
  retryAfterForCallers(): number {
    return this.#failure === undefined || isRefusedCredential(this.#failure) ? 0 : this.retryAfter();
  }

  /** Milliseconds until a forced attempt may start. Only the server's own `Retry-After` holds it back. */
  retryAfterOfServer(): number {
    return Math.max(0, this.#serverAllowsAt - this.#clock.monotonic());
  }

  /** Notes a failure. A `cached` failure was not an attempt, so it does not make later attempts wait longer. */
  failed(error: GrantError): void {
    this.#failure = error;
    const now = this.#clock.monotonic();
    const asked = error.retryAfter === undefined ? undefined : Math.min(error.retryAfter, this.#maxRetryAfter);
    if (error.cached) {
      this.#nextAttemptAt = Math.max(this.#nextAttemptAt, now + (asked ?? 0));
      return;
    }
    const jittered = Math.random() * Math.min(longestDelay, firstCeiling * 2 ** this.#failures);
    this.#failures += 1;
    this.#budget.spend();
    if (asked !== undefined) this.#serverAllowsAt = now + asked;
    this.#nextAttemptAt = now + Math.max(asked ?? jittered, this.#budget.wait());
  }

  /** Notes a success: nothing is held back any more. */
  succeeded(): void {
    this.#failures = 0;
    this.#nextAttemptAt = Number.NEGATIVE_INFINITY;
    this.#serverAllowsAt = Number.NEGATIVE_INFINITY;
    this.#failure = undefined;
    this.#budget.refill();
  }
}
