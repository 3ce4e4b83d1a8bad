import { parentPort } from 'node:worker_threads';
import { scenarios } from './scenarios.ts';
import { simulate } from './simulate.ts';
import { cellsOf } from './table.ts';

/** Which scenario to run, by its place in the list. */
export interface Question {
  readonly scenario: number;
  readonly seed: number;
}

export interface Answer {
  readonly scenario: number;
  readonly cells: readonly string[];
}

// ky makes and catches some errors for each request; their stack traces would be a tenth of the time.
Error.stackTraceLimit = 0;

parentPort?.on('message', async ({ scenario: index, seed }: Question) => {
  const scenario = scenarios[index];
  if (scenario === undefined) throw new RangeError(`There is no scenario ${index}`);
  const outcome = await simulate(scenario, seed);
  parentPort?.postMessage({ scenario: index, cells: cellsOf(scenario, outcome) } satisfies Answer);
});
