import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace.ts';
import { startProcessGroup } from './process-group.ts';
import { createServerDirectory } from './server-directory.ts';
import { type Row, readReport } from './test-report.ts';

/** The tests of one package that run on a real server. */
export interface ServerTests {
  /** The server and its version, as the table shows them. */
  readonly server: string;
  /** The folder below `packages`. */
  readonly package: string;
  /** How the paths of the test files begin. */
  readonly tests: string;
  /** What gets a row of its own in the table. A failed test always gets one. */
  readonly rows: 'test' | 'file';
}

/** Runs the tests of a server, which print as usual, and returns the rows of the table. */
export async function runTests(
  { server, package: folder, tests, rows: kind }: ServerTests,
  environment: Readonly<Record<string, string>>,
): Promise<Row[]> {
  const directory = createServerDirectory('tests');
  const report = join(directory.path, 'report.json');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  // The first requests to a server that has just started take long, and the tests' set-up sends them.
  const options = ['run', tests, '--hookTimeout=120000', ...reporters];
  const group = startProcessGroup(process.execPath, [vitest, ...options], {
    cwd: join(root, 'packages', folder),
    // Tests that are killed leave files behind. Here these are removed together with the report.
    env: { ...process.env, ...environment, TMPDIR: directory.path },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    const end = await group.ended;
    const rows = existsSync(report) ? readReport(readFileSync(report, 'utf8'), server, kind) : [];
    if (end !== 'exit code 0' && rows.every(({ result }) => result !== 'failed'))
      rows.push({ what: `Vitest ended with ${end}`, result: 'failed', count: 1 });
    // Otherwise tests that cannot find their server would pass by skipping themselves.
    if (rows.every(({ result }) => result === 'skipped'))
      rows.push({ what: 'No test ran', result: 'failed', count: 1 });
    return rows;
  } finally {
    await group.kill();
    directory.remove();
  }
}
