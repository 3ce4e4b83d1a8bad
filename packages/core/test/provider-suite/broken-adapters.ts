import { createWith } from './acme-suite.ts';
import type { Mistake } from './mistake.ts';
import { runSuite } from './run-suite.ts';

/** What the suite said about one adapter with a mistake. */
export interface Verdict {
  /** What is wrong with the verdict: a test that passed, or failed for another reason. Empty if nothing is. */
  readonly problems: readonly string[];
  /** The tests that failed. */
  readonly failed: readonly string[];
}

/** Runs the suite over an adapter with one mistake. */
export async function verdictOn({ adapter, caughtBy }: Mistake): Promise<Verdict> {
  const { failures } = await runSuite({ create: createWith(adapter()) });
  const problems = Object.entries(caughtBy).flatMap(([title, reason]) => {
    const message = failures[title];
    if (message === undefined) return [`did not fail: ${title}`];
    return reason.test(message) ? [] : [`failed for another reason: ${title}: ${message}`];
  });
  return { problems, failed: Object.keys(failures) };
}
