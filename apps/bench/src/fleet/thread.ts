import { parentPort } from 'node:worker_threads';
import { scenarios } from './scenarios.ts';
import { simulate } from './simulate.ts';
import { cellsOf } from './table.ts';

/** Asks a thread to run the scenario with this index. */
export interface Question {
  readonly scenario: number;
  readonly seed: number;
}

/** The row of a scenario that a thread has run. */
export interface Answer {
  readonly scenario: number;
  readonly cells: readonly string[];
}

// ky creates and catches some errors for each request. Their stack traces would take a tenth of the time.
Error.stackTraceLimit = 0;

parentPort?.on('message', async ({ scenario: index, seed }: Question) => {
  const scenario = scenarios[index];
  if (scenario === undefined) throw new RangeError(`There is no scenario ${index}`);
  const outcome = await simulate(scenario, seed);
  parentPort?.postMessage({ scenario: index, cells: cellsOf(scenario, outcome) } satisfies Answer);
});
