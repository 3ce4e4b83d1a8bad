import { type Random, seededRandom } from '../fleet/random.ts';
import type { ApiFault, CacheFault, FaultWindow, Plan, TokenFault } from './plan.ts';

/** A fault that hits a request now, and the ms until its window ends. */
export interface ActiveFault<Fault> {
  readonly fault: Fault;
  readonly left: number;
}

/** The faults of the plan, as they are now. */
export interface Faults {
  tokenEndpoint(): ActiveFault<TokenFault> | undefined;
  api(): ActiveFault<ApiFault> | undefined;
  cache(): ActiveFault<CacheFault> | undefined;
  /** How far the wall clock of a machine is off, in ms. */
  clockOffset(machine: number): number;
}

/** Starts the plan now. Before its end there are faults; after its end there are none. */
export function startFaults(plan: Plan, seed: number): Faults {
  const start = performance.now();
  const random = seededRandom(seed + 1);
  return {
    tokenEndpoint: () => pick(plan.tokenEndpoint, performance.now() - start, random),
    api: () => pick(plan.api, performance.now() - start, random),
    cache: () => pick(plan.cache, performance.now() - start, random),
    clockOffset: (machine) => windowAt(plan.clocks[machine] ?? [], performance.now() - start)?.fault ?? 0,
  };
}

function pick<Fault>(windows: readonly FaultWindow<Fault>[], now: number, random: Random) {
  const window = windowAt(windows, now);
  if (window === undefined || random() >= window.share) return undefined;
  return { fault: window.fault, left: window.to - now };
}

function windowAt<Fault>(windows: readonly FaultWindow<Fault>[], now: number): FaultWindow<Fault> | undefined {
  return windows.find(({ from, to }) => from <= now && now < to);
}
