import { createWith } from './acme-suite.ts';
import type { Mistake } from './mistake.ts';
import { runSuite } from './run-suite.ts';

/** Runs the tests that must find the mistake. Returns which of them passed, or failed for another reason. */
export async function problemsWith({ adapter, caughtBy }: Mistake): Promise<readonly string[]> {
  const { failures } = await runSuite({ create: createWith(adapter()) }, Object.keys(caughtBy));
  return Object.entries(caughtBy).flatMap(([title, reason]) => {
    const message = failures[title];
    if (message === undefined) return [`did not fail: ${title}`];
    return reason.test(message) ? [] : [`failed for another reason: ${title}: ${message}`];
  });
}
