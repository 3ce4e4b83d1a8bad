import { type Clock, systemClock } from '@grantkit/core';
import type { Faults } from './faults.ts';

/** The clock of a machine whose wall clock the plan moves. The monotonic clock and the timers are the real ones. */
export function machineClock(machine: number, faults: Faults): Clock {
  return { ...systemClock, now: () => Date.now() + faults.clockOffset(machine) };
}
