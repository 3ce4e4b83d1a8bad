import type { Behaviour } from '../behaviours/behaviour.ts';
import type { Observed } from '../behaviours/observe.ts';
import { formatFigure, formatNumber, isFigure } from '../measure/figure.ts';
import type { Goal, Work, WorkResult } from '../works/work.ts';
import { betterAt, betterIn } from './better.ts';
import { table } from './table.ts';

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

export function workSection(work: Work, result: WorkResult): string {
  const lines = result.rows.map(({ name, cells }) => [
    name,
    ...cells.map((cell) => (isFigure(cell) ? formatFigure(cell) : cell)),
  ]);
  const better = reasons(betterAt(result), work.whyBehind);
  return [`### ${work.title}`, work.text, table(['', ...result.columns], lines), ...better].join('\n\n');
}

/** What each peer did, with one row for those that did the same. The first row did best. */
export function behaviourSection(behaviour: Behaviour, observed: Observed): string {
  const best = [...observed].toSorted(([, { rank: a = 0 }], [, { rank: b = 0 }]) => a - b);
  const rows = Map.groupBy(best, ([, { cell }]) => cell);
  const lines = [...rows].map(([cell, group]) => [cell, group.map(([name]) => name).join(', ')]);
  const better = reasons(betterIn(observed), behaviour.whyBehind);
  const text = `${behaviour.text} ${behaviour.matters}`;
  const title = behaviour.title.replace(/^./, (first) => first.toUpperCase());
  return [`### ${title}`, text, table(['what was seen', 'where'], lines), ...better].join('\n\n');
}

function reasons(better: readonly string[], why: string): readonly string[] {
  if (better.length === 0) return [];
  return [`**Better than Grantkit here:** ${better.join(', ')}. ${why || 'No reason is known.'}`];
}
