import { type ProviderSuiteOptions, testProvider } from '@grantkit/testing';
import { acme } from './acme-suite.ts';

/** Runs the suite, or some tests of it, over an adapter of Acme. Returns all titles, and what each failed test says. */
export async function runSuite(
  own: Pick<ProviderSuiteOptions, 'create'> & Partial<ProviderSuiteOptions>,
  chosen?: readonly string[],
): Promise<{ readonly titles: readonly string[]; readonly failures: Readonly<Record<string, string>> }> {
  const tests = new Map<string, () => Promise<void>>();
  const runner = {
    describe: (_: string, define: () => void) => define(),
    test: (title: string, run: () => Promise<void>) => void tests.set(title, run),
  };
  testProvider('acme', { ...acme, runner, ...own });
  const failures: Record<string, string> = {};
  for (const [title, run] of tests) {
    if (chosen?.includes(title) === false) continue;
    await run().catch((error: unknown) => {
      failures[title] = error instanceof Error ? error.message : String(error);
    });
  }
  return { titles: [...tests.keys()], failures };
}
