import { basename } from 'node:path';

/** A line of the table. */
export interface Row {
  readonly what: string;
  readonly result: 'ok' | 'failed' | 'skipped';
  /** How many tests it stands for. */
  readonly count: number;
}

/** The part of Vitest's JSON report that the table needs. */
interface Report {
  readonly testResults: readonly TestFile[];
}

interface TestFile {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly {
    readonly ancestorTitles: readonly string[];
    readonly title: string;
    readonly status: string;
  }[];
}

const results: Readonly<Record<string, Row['result']>> = { passed: 'ok', failed: 'failed' };

export function readReport(text: string, server: string, kind: 'test' | 'file'): Row[] {
  const { testResults } = JSON.parse(text) as Report;
  return testResults.flatMap((file) => {
    const rows = testRows(file, server);
    return kind === 'test' ? rows : fileRows(file, rows);
  });
}

function testRows({ name, status, assertionResults }: TestFile, server: string): Row[] {
  const rows = assertionResults.map(
    (test): Row => ({
      // The table has the name of the server in another column.
      what: [...test.ancestorTitles.filter((title) => !server.startsWith(title)), test.title].join(' › '),
      result: results[test.status] ?? 'skipped',
      count: 1,
    }),
  );
  // A file that cannot be loaded, or whose set-up fails, has no failed test.
  if (status === 'failed' && rows.every(({ result }) => result !== 'failed'))
    rows.push({ what: `${basename(name)} could not be loaded or set up`, result: 'failed', count: 1 });
  return rows;
}

function fileRows({ name }: TestFile, rows: readonly Row[]): Row[] {
  const passed = rows.filter(({ result }) => result === 'ok').length;
  const what = `${basename(name)}: ${passed} tests`;
  const others = rows.filter(({ result }) => result !== 'ok');
  return passed === 0 ? others : [{ what, result: 'ok', count: passed }, ...others];
}
