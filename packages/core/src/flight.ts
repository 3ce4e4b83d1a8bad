import { untilAborted } from './abort.ts';
import type { Clock } from './clock.ts';

/** One piece of work that many callers wait for. */
export interface Flight<T> {
  /** Waits with the others. Aborting the signal frees this caller only. */
  join(signal?: AbortSignal): Promise<T>;
  /** Whether it can still be joined: neither landed nor given up. */
  readonly aloft: boolean;
}

/** What a flight does, and with which errors it ends early. */
export interface FlightPlan<Cargo, T> {
  /** Goes on while anybody waits for it and the deadline has not passed; then its signal is aborted. */
  fly(signal: AbortSignal): Promise<Cargo>;
  /** What follows a success. Nothing aborts it. */
  land(cargo: Cargo): Promise<T>;
  /** The one deadline for everything in `fly`: ms from now. */
  readonly timeout: number;
  timedOut(): Error;
  abandoned(): Error;
}

/** Starts at once. */
export function takeOff<Cargo, T>(plan: FlightPlan<Cargo, T>, clock: Clock): Flight<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const cancelDeadline = clock.after(plan.timeout, () => controller.abort(plan.timedOut()));
  let aloft = true;
  let waiting = 0;
  const landed = untilAborted(plan.fly(signal), signal)
    .finally(cancelDeadline)
    .then((cargo) => plan.land(cargo))
    .finally(() => {
      aloft = false;
    });
  // Whoever waits sees the failure; when nobody does, it must not become an unhandled rejection.
  landed.catch(() => {});

  return {
    get aloft() {
      return aloft && !signal.aborted;
    },
    join(callerSignal) {
      waiting += 1;
      if (callerSignal === undefined) return landed;
      return untilAborted(landed, callerSignal, plan.abandoned).finally(() => {
        waiting -= 1;
        if (waiting === 0 && aloft) controller.abort(plan.abandoned());
      });
    },
  };
}
