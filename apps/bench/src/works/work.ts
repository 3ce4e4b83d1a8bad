import type { Figure } from '../measure/figure.ts';
import type { LoadedPeer } from '../peers/index.ts';
import type { Server } from '../server/server.ts';

/** Something that the job needs and that can be measured. */
export interface Work {
  /** The heading of its table. */
  readonly title: string;
  /** What is measured against what, for the text above its table. */
  readonly text: string;
  /** Why a peer that does better than Grantkit does so. It is printed only then. */
  readonly whyBehind: string;
  run(bench: Bench): Promise<WorkResult>;
}

/** What a work measures with. */
export interface Bench {
  readonly peers: readonly LoadedPeer[];
  readonly server: Server;
  /** Whether the run only checks that each number appears, with fewer rounds. */
  readonly quick: boolean;
}

export interface WorkResult {
  /** The headings of the cells. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** What the project wants to reach. */
  readonly goals: readonly Goal[];
}

export interface Row {
  readonly name: string;
  /** Whether the row is only for comparison and is not a peer. @default false */
  readonly reference?: boolean;
  /** A text says why there is no number. The first cell ranks the row: less is better. */
  readonly cells: readonly (Figure | string)[];
}

export interface Goal {
  readonly work: string;
  readonly baseline: string;
  readonly today: Figure;
  readonly atMost: number;
}

/** The figure in the first cell of a row. */
export function figureIn(rows: readonly Row[], name: string, column = 0): Figure {
  const cell = rows.find((row) => row.name === name)?.cells[column];
  if (cell === undefined || typeof cell === 'string') throw new Error(`${name} has no number: ${cell}`);
  return cell;
}

/** The name of Grantkit's own row. */
export const own = 'Grantkit';

/** The name of the row of what Grantkit is made of. */
export const byHand = 'ky + valibot by hand';
