import type { Observed } from '../behaviours/observe.ts';
import { isFigure } from '../measure/figure.ts';
import { own, type WorkResult } from '../works/work.ts';

/** A median that is less by this share counts as better. */
const clearly = 0.05;

/** The peers that are clearly faster or smaller than Grantkit in a work. */
export function betterAt({ rows }: WorkResult): readonly string[] {
  const ranked = rows.flatMap(({ name, reference, cells: [cell] }) =>
    cell !== undefined && isFigure(cell) && !reference ? [{ name, value: cell.median }] : [],
  );
  const limit = (ranked.find(({ name }) => name === own)?.value ?? 0) * (1 - clearly);
  return ranked.filter(({ name, value }) => !isOwn(name) && value < limit).map(({ name }) => name);
}

/** The peers that behave better than Grantkit. */
export function betterIn(observed: Observed): readonly string[] {
  const limit = observed.get(own)?.rank ?? 0;
  return [...observed].filter(([name, { rank = limit }]) => !isOwn(name) && rank < limit).map(([name]) => name);
}

/** Grantkit itself, or an adapter on top of it. */
export function isOwn(name: string): boolean {
  return name.startsWith(own);
}
