import { setTimeout as pause } from 'node:timers/promises';
import { between, seededRandom } from '../fleet/random.ts';
import type { SoakClient } from './clients.ts';
import { type Caller, type Operation, operations } from './operations.ts';

const callersEach = 10;
const longestPause = 150;

export interface Workload {
  readonly calls: number;
  /** Lets many callers of each client call until `end`, in monotonic ms. Resolves when their last calls have ended. */
  run(end: number): Promise<void>;
}

export function createWorkload(
  clients: readonly SoakClient[],
  seed: number,
  context: Omit<Caller, 'soakClient' | 'random'>,
): Workload {
  let calls = 0;
  const callers = clients.flatMap((soakClient, place) =>
    Array.from({ length: callersEach }, (_, index) => ({
      ...context,
      soakClient,
      random: seededRandom(seed + 100 * (place + 1) + index),
    })),
  );

  async function call(caller: Caller, end: number): Promise<void> {
    while (performance.now() < end) {
      calls += 1;
      await pickOperation(caller.random())(caller);
      await pause(between(caller.random, 0, longestPause));
    }
  }

  return {
    get calls() {
      return calls;
    },
    run: async (end) => void (await Promise.all(callers.map((caller) => call(caller, end)))),
  };
}

const total = operations.reduce((sum, [weight]) => sum + weight, 0);

function pickOperation(share: number): Operation {
  let left = share * total;
  for (const [weight, operation] of operations) {
    left -= weight;
    if (left < 0) return operation;
  }
  throw new Error('The share must be below 1');
}
