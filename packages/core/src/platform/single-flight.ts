import { untilAborted } from './abort.ts';
import type { Clock } from './clock.ts';
import { isolatesRequests, sharesPromises } from './runtime.ts';

/** One piece of work that many callers wait for. */
export interface Flight<T> {
  /** Whether new callers may still wait: the work has not ended, and both clocks say that its deadline is ahead. */
  readonly joinable: boolean;
  /**
   * Waits for the work together with the other callers. It resolves to `undefined` if the work ended at its own
   * deadline, or was cut off with the request that started it, while this caller still has time.
   */
  join(caller: Caller): Promise<T | undefined>;
  /** Resolves when the work has ended, and never rejects. */
  readonly ended: Promise<void>;
}

/** A caller that waits, with its own deadline and signal. */
export interface Caller {
  /** In monotonic ms. */
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
  /** The error of this caller at its deadline, and after an abort. */
  timedOut(): Error;
  aborted(): Error;
}

/** The work of a flight. */
export interface FlightPlan<T> {
  /**
   * Does the work. The signal is aborted at the deadline, and when the last caller leaves. When the work has its
   * result, it calls `commit`. After that nothing aborts it, and no caller joins it.
   */
  run(signal: AbortSignal, commit: () => void): Promise<T>;
  /** In monotonic ms. */
  readonly deadline: number;
  /** The error of the work at its deadline, and when its last caller has left. */
  timedOut(): Error;
  abandoned(): Error;
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/**
 * Starts the work at once, as part of the request that asks for it. Other callers share only plain state with it: in
 * Workers, a request must not touch the timers, signals and streams of another request.
 */
export function startFlight<T>(plan: FlightPlan<T>, clock: Clock): Flight<T> {
  return new RunningFlight(plan, clock);
}

// A class, because V8 keeps an object literal that has a getter, and all that it refers to, until a full garbage
// collection.
class RunningFlight<T> implements Flight<T> {
  readonly ended: Promise<void>;
  readonly #clock: Clock;
  readonly #plan: FlightPlan<T>;
  readonly #wallDeadline: number;
  readonly #controller = new AbortController();
  readonly #cancelDeadline: () => void;
  #resolveEnded = () => {};
  #outcome: Outcome<T> | undefined;
  #isExpired = false;
  #isCommitted = false;
  #joined = 0;
  #waiting = 0;

  constructor(plan: FlightPlan<T>, clock: Clock) {
    this.#clock = clock;
    this.#plan = plan;
    const left = plan.deadline - clock.monotonic();
    this.#wallDeadline = clock.now() + left;
    this.#cancelDeadline = clock.after(left, () => {
      this.#isExpired = true;
      this.#abort(plan.timedOut());
    });
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    const commit = () => {
      this.#isCommitted = true;
      this.#cancelDeadline();
    };
    plan.run(this.#controller.signal, commit).then(
      (value) => this.#end({ value }),
      (error: unknown) => this.#end({ error }),
    );
  }

  get joinable(): boolean {
    const isAhead = this.#clock.monotonic() < this.#plan.deadline && this.#clock.now() < this.#wallDeadline;
    return isAhead && this.#outcome === undefined && !this.#isCommitted;
  }

  #end(outcome: Outcome<T>): void {
    this.#outcome ??= outcome;
    this.#cancelDeadline();
    this.#resolveEnded();
  }

  /** Ends the flight at once, because the work may ignore its signal. */
  #abort(error: Error): void {
    this.#controller.abort(error);
    this.#end({ error });
  }

  #leave(isStarter: boolean): void {
    this.#waiting -= 1;
    if (this.#waiting > 0 || this.#outcome !== undefined || this.#isCommitted) return;
    if (!isStarter && isolatesRequests()) return;
    this.#abort(this.#plan.abandoned());
  }

  join(caller: Caller): Promise<T | undefined> {
    const { deadline } = this.#plan;
    const isStarter = this.#joined === 0;
    this.#joined += 1;
    this.#waiting += 1;
    const cancels = new Set<() => void>();
    const after = (ms: number, callback: () => void) => void cancels.add(this.#clock.after(ms, callback));
    const waited = new Promise<T | undefined>((resolve, reject) => {
      const look = () => {
        const outcome = this.#outcome;
        if (outcome === undefined) return false;
        if ('value' in outcome) resolve(outcome.value);
        else if (this.#isExpired && caller.deadline > deadline) resolve(undefined);
        else reject(outcome.error);
        return true;
      };
      const poll = (pause: number) => after(pause, () => look() || poll(Math.min(pause * 2, longestPause)));
      if (isStarter || sharesPromises()) void this.ended.then(look);
      else poll(firstPause);
      // The work's own timer ends it. In Workers that timer is gone when the request that started the work is over.
      if (caller.deadline < deadline) after(caller.deadline - this.#clock.monotonic(), () => reject(caller.timedOut()));
      else if (!isStarter && isolatesRequests()) {
        const end = () => (caller.deadline > deadline ? resolve(undefined) : reject(caller.timedOut()));
        after(deadline - this.#clock.monotonic(), () => look() || end());
      }
    });
    const result = caller.signal === undefined ? waited : untilAborted(waited, caller.signal, caller.aborted);
    return result.finally(() => {
      for (const cancel of cancels) cancel();
      this.#leave(isStarter);
    });
  }
}

/** In ms, between two looks of a caller that cannot wait for another request's promise. */
const firstPause = 10;
const longestPause = 100;
