import { untilAborted } from './abort.ts';
import type { Clock } from './clock.ts';

/** One piece of work that many callers wait for. */
export interface Flight<T> {
  /** Waits for the work together with the other callers. Aborting the signal frees this caller only. */
  join(signal?: AbortSignal): Promise<T>;
  /** Whether new callers may still wait for this work: it has no result yet and was not aborted. */
  readonly joinable: boolean;
}

/** The work of a flight, and the errors with which it can end early. */
export interface FlightPlan<T> {
  /**
   * Does the work. The signal is aborted when the deadline passes, and when the last caller leaves. Once the work has
   * its result it calls `commit`; from then on nothing aborts it, and nobody joins it.
   */
  run(signal: AbortSignal, commit: () => void): Promise<T>;
  /** The deadline of the whole work, in ms from now. */
  readonly timeout: number;
  /** The error of the work at its deadline, of a caller who leaves, and of the work when its last caller has left. */
  timedOut(): Error;
  aborted(): Error;
  abandoned(): Error;
}

/** Starts the work at once. */
export function startFlight<T>({ run, timeout, timedOut, aborted, abandoned }: FlightPlan<T>, clock: Clock): Flight<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const cancelDeadline = clock.after(timeout, () => controller.abort(timedOut()));
  let waiting = 0;
  let running = true;
  let committed = false;
  const commit = () => {
    committed = true;
    cancelDeadline();
  };
  const result = untilAborted(run(signal, commit), signal).finally(() => {
    running = false;
    cancelDeadline();
  });
  // Every caller sees the failure. If nobody waits, it must not become an unhandled rejection.
  result.catch(() => {});

  return {
    get joinable() {
      return running && !committed && !signal.aborted;
    },
    join(callerSignal) {
      waiting += 1;
      if (callerSignal === undefined) return result;
      return untilAborted(result, callerSignal, aborted).finally(() => {
        waiting -= 1;
        if (waiting === 0 && running && !committed) controller.abort(abandoned());
      });
    },
  };
}
