import { untilAborted } from './abort.ts';
import type { Clock } from './clock.ts';

/** One piece of work that many callers wait for. */
export interface Flight<T> {
  /** Waits with the others. Aborting the signal frees this caller only. */
  join(signal?: AbortSignal): Promise<T>;
  /** Whether it can still be joined: it has not got what it was made for, and has not been given up. */
  readonly aloft: boolean;
}

/** What a flight does, and with which errors it ends early. */
export interface FlightPlan<T> {
  /**
   * Goes on while anybody waits for it and the deadline has not passed; then its signal is aborted. Once it has what
   * it was made for it calls `commit`, and nothing aborts it any more.
   */
  fly(signal: AbortSignal, commit: () => void): Promise<T>;
  /** The one deadline for everything: ms from now. */
  readonly timeout: number;
  timedOut(): Error;
  /** For a caller who leaves. */
  aborted(): Error;
  /** For the work, when the last caller has left. */
  abandoned(): Error;
}

/** Starts at once. */
export function takeOff<T>({ fly, timeout, timedOut, aborted, abandoned }: FlightPlan<T>, clock: Clock): Flight<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const cancelDeadline = clock.after(timeout, () => controller.abort(timedOut()));
  let waiting = 0;
  let aloft = true;
  let committed = false;
  const commit = () => {
    committed = true;
    cancelDeadline();
  };
  const landed = untilAborted(fly(signal, commit), signal).finally(() => {
    aloft = false;
    cancelDeadline();
  });
  // Whoever waits sees the failure; when nobody does, it must not become an unhandled rejection.
  landed.catch(() => {});

  return {
    get aloft() {
      return aloft && !committed && !signal.aborted;
    },
    join(callerSignal) {
      waiting += 1;
      if (callerSignal === undefined) return landed;
      return untilAborted(landed, callerSignal, aborted).finally(() => {
        waiting -= 1;
        if (waiting === 0 && aloft && !committed) controller.abort(abandoned());
      });
    },
  };
}
