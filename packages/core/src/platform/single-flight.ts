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
  const { deadline } = plan;
  const controller = new AbortController();
  const { signal } = controller;
  const wallDeadline = clock.now() + deadline - clock.monotonic();
  let outcome: Outcome<T> | undefined;
  let expired = false;
  let abandoned = false;
  let committed = false;
  let joined = 0;
  let waiting = 0;
  const cancelDeadline = clock.after(deadline - clock.monotonic(), () => {
    expired = true;
    controller.abort(plan.timedOut());
  });
  const commit = () => {
    committed = true;
    cancelDeadline();
  };
  const ended = untilAborted(plan.run(signal, commit), signal)
    .then(
      (value) => {
        outcome = { value };
      },
      (error: unknown) => {
        outcome = { error };
      },
    )
    .finally(cancelDeadline);

  function leave(isStarter: boolean): void {
    waiting -= 1;
    if (waiting > 0 || outcome !== undefined || committed) return;
    if (!isStarter && isolatesRequests()) return;
    abandoned = true;
    controller.abort(plan.abandoned());
  }

  return {
    ended,
    get joinable() {
      const isAhead = clock.monotonic() < deadline && clock.now() < wallDeadline;
      return isAhead && outcome === undefined && !committed && !expired && !abandoned;
    },
    join(caller) {
      const isStarter = joined === 0;
      joined += 1;
      waiting += 1;
      const cancels = new Set<() => void>();
      const after = (ms: number, callback: () => void) => void cancels.add(clock.after(ms, callback));
      const waited = new Promise<T | undefined>((resolve, reject) => {
        const look = () => {
          if (outcome === undefined) return false;
          if ('value' in outcome) resolve(outcome.value);
          else if (expired && caller.deadline > deadline) resolve(undefined);
          else reject(outcome.error);
          return true;
        };
        const poll = (pause: number) => after(pause, () => look() || poll(Math.min(pause * 2, longestPause)));
        if (isStarter || sharesPromises()) void ended.then(look);
        else poll(firstPause);
        // The work's own timer ends it. In Workers that timer is gone when the request that started the work is over.
        if (caller.deadline < deadline) after(caller.deadline - clock.monotonic(), () => reject(caller.timedOut()));
        else if (!isStarter && isolatesRequests()) {
          const end = () => (caller.deadline > deadline ? resolve(undefined) : reject(caller.timedOut()));
          after(deadline - clock.monotonic(), () => look() || end());
        }
      });
      const result = caller.signal === undefined ? waited : untilAborted(waited, caller.signal, caller.aborted);
      return result.finally(() => {
        for (const cancel of cancels) cancel();
        leave(isStarter);
      });
    },
  };
}

/** In ms, between two looks of a caller that cannot wait for another request's promise. */
const firstPause = 10;
const longestPause = 100;
