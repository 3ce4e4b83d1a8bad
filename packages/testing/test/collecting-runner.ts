import type { TestRunner } from '@grantkit/testing';

/** A test runner that collects the tests, runs them on demand and reports which of them failed. */
export interface CollectingRunner extends TestRunner {
  /** The titles of all tests. */
  readonly titles: readonly string[];
  /** Runs all tests and returns the message of each failure, by the title of the test. */
  failures(): Promise<Readonly<Record<string, string>>>;
}

export function createCollectingRunner(): CollectingRunner {
  const tests = new Map<string, () => Promise<void>>();
  return {
    describe: (_name, define) => define(),
    test: (title, run) => void tests.set(title, run),
    get titles() {
      return [...tests.keys()];
    },
    async failures() {
      const failures: Record<string, string> = {};
      const runs = [...tests].map(([title, run]) =>
        run().catch((error: unknown) => {
          failures[title] = error instanceof Error ? error.message : String(error);
        }),
      );
      await Promise.all(runs);
      return failures;
    },
  };
}
