import type { AccessToken, TokenSource } from '@grantkit/core';
import { between, type Random } from './random.ts';
import { processes, type Scenario } from './scenario.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What the callers of the fleet have experienced. */
export interface Callers {
  readonly calls: number;
  /** How many calls have neither a token nor an error yet. */
  readonly waiting: number;
  readonly failed: number;
  /** The longest time that a call took, in ms. */
  readonly longestWait: number;
}

/** Starts the processes. Each of them calls `token()` until the end of the scenario. */
export function startCallers(
  { duration, startWithin, callEvery }: Scenario,
  time: VirtualTime,
  random: Random,
  createSource: () => TokenSource,
): Callers {
  const seen = { calls: 0, waiting: 0, failed: 0, longestWait: 0 };

  function startProcess(): void {
    const source = createSource();
    let known: Promise<AccessToken> | undefined;

    async function watch(answer: Promise<AccessToken>): Promise<void> {
      const start = time.monotonic();
      seen.waiting += 1;
      time.stir();
      await answer.catch(() => {
        seen.failed += 1;
      });
      seen.waiting -= 1;
      seen.longestWait = Math.max(seen.longestWait, time.monotonic() - start);
    }

    function call(): void {
      if (time.monotonic() >= duration) return;
      seen.calls += 1;
      const answer = source.token();
      // For a token in memory every call returns the same settled promise, so there is no wait to measure.
      if (answer !== known) void watch(answer);
      known = answer;
      time.at(time.monotonic() + callEvery * between(random, 0.9, 1.1), call);
    }

    call();
  }

  for (let index = 0; index < processes; index += 1) time.at(between(random, 0, startWithin), startProcess);
  return seen;
}
