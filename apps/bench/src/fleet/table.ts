import type { Scenario } from './scenario.ts';
import type { Outcome } from './simulate.ts';

const titles = [
  'fleet of 1,000',
  'cache',
  'jitter',
  'calls',
  'token requests',
  'busiest second, first 2 min',
  'busiest second, later',
  'cache commands',
  'busiest second (get, set, lock)',
  'calls failed',
  'longest wait',
] as const;
const firstNumber = titles.indexOf('calls');

/** The cells of one scenario's row. */
export function cellsOf(scenario: Scenario, { server, commands, callers }: Outcome): readonly string[] {
  const { title, sharing, jitter } = scenario;
  const { early, late, failed } = server;
  const requests = format(early.total + late.total);
  const commandPeak = commands.peak.reduce((sum, count) => sum + count, 0);
  return [
    title,
    sharing,
    jitter ? 'yes' : 'no',
    format(callers.calls),
    failed === 0 ? requests : `${requests} (${format(failed)} failed)`,
    format(early.peak[0] ?? 0),
    format(late.peak[0] ?? 0),
    format(commands.total),
    sharing === 'none' ? '–' : `${format(commandPeak)} (${commands.peak.map(format).join(', ')})`,
    format(callers.failed),
    `${format(Math.round(callers.longestWait))} ms`,
  ];
}

/** Formats a Markdown table as the formatter does, so that it can be pasted into a document. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = titles.map((_, column) => Math.max(...[titles, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const padded = (cells: readonly string[]) =>
    line(
      widths.map((width, column) => {
        const cell = cells[column] ?? '';
        return column < firstNumber ? cell.padEnd(width) : cell.padStart(width);
      }),
    );
  const rule = widths.map((width, column) => (column < firstNumber ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [padded(titles), line(rule), ...rows.map(padded)].join('\n');
}

function format(count: number): string {
  return count.toLocaleString('en');
}
