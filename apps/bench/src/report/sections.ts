import type { Behaviour } from '../behaviours/behaviour.ts';
import type { Observed } from '../behaviours/observe.ts';
import { formatFigure, formatNumber, isFigure } from '../measure/figure.ts';
import { type Goal, own, type Work, type WorkResult } from '../works/work.ts';
import { table } from './table.ts';

/** A median that is less by this share counts as better. */
const clearly = 0.05;

export function goalTable(goals: readonly Goal[]): string {
  return table(
    ['work', 'baseline', 'Grantkit', 'goal', ''],
    goals.map(({ work, baseline, today, atMost }) => [
      work,
      baseline,
      formatFigure(today),
      `≤ ${formatNumber(today.unit, atMost)}`,
      today.median <= atMost ? 'met' : 'not met',
    ]),
  );
}

export function workSection({ title, text, whyBehind }: Work, { columns, rows }: WorkResult): string {
  const ranked = rows.flatMap(({ name, reference, cells: [cell] }) =>
    cell !== undefined && isFigure(cell) && !reference ? [{ name, value: cell.median }] : [],
  );
  const limit = (ranked.find(({ name }) => name === own)?.value ?? 0) * (1 - clearly);
  const better = ranked.filter(({ name, value }) => !isOwn(name) && value < limit).map(({ name }) => name);
  const lines = rows.map(({ name, cells }) => [
    name,
    ...cells.map((cell) => (isFigure(cell) ? formatFigure(cell) : cell)),
  ]);
  return [`### ${title}`, text, table(['', ...columns], lines), ...reasons(better, whyBehind)].join('\n\n');
}

export function behaviourSection(title: string, observed: ReadonlyMap<Behaviour, Observed>): string {
  const columns = [...observed];
  const names = [...(columns[0]?.[1].keys() ?? [])];
  const rows = names.map((name) => [name, ...columns.map(([, cells]) => cells.get(name)?.cell ?? '')]);
  const legend = columns.map(([behaviour, cells]) => {
    const limit = cells.get(own)?.rank ?? 0;
    const better = names.filter((name) => !isOwn(name) && (cells.get(name)?.rank ?? limit) < limit);
    return `- _${behaviour.title}_: ${[behaviour.text, ...reasons(better, behaviour.whyBehind)].join(' ')}`;
  });
  const head = ['', ...columns.map(([behaviour]) => behaviour.title)];
  return [`### ${title}`, legend.join('\n'), table(head, rows)].join('\n\n');
}

function reasons(better: readonly string[], why: string): readonly string[] {
  if (better.length === 0) return [];
  return [`**Better than Grantkit here:** ${better.join(', ')}. ${why || 'No reason is known.'}`];
}

/** Grantkit itself, or an adapter on top of it. */
function isOwn(name: string): boolean {
  return name.startsWith(own);
}
