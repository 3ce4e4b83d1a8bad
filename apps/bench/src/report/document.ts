import type { Behaviour } from '../behaviours/behaviour.ts';
import type { Observed } from '../behaviours/observe.ts';
import type { LoadedPeer } from '../peers/index.ts';
import type { Work, WorkResult } from '../works/work.ts';
import { describeMachine, versionOf } from './machine.ts';
import { behaviourSection, goalTable, workSection } from './sections.ts';
import { table } from './table.ts';

/** Everything that one run has shown. */
export interface Results {
  readonly peers: readonly LoadedPeer[];
  readonly works: ReadonlyMap<Work, WorkResult>;
  /** One map for each table. */
  readonly behaviours: ReadonlyMap<string, ReadonlyMap<Behaviour, Observed>>;
  readonly unhandledRejections: number;
}

/** The text of `docs/benchmarks.md`. */
export function documentOf({ peers, works, behaviours, unhandledRejections }: Results): string {
  const parts = [
    '# Benchmarks: Grantkit and its peers',
    '`npx -y pnpm@12.20.0 bench` measures everything on this page in one run and rewrites the page. Do not edit it. [`apps/bench/README.md`](../apps/bench/README.md) says how to run it and how to add a peer.',
    `Measured on ${new Date().toISOString().slice(0, 10)}: ${describeMachine()}.`,
    method,
    '## Goals',
    'The goals are those of the project. No test fails because of them. A ratio to bare `fetch` depends on the machine. Where the goals were set, ky and valibot by hand took 1.21 for a token request, and 1.14 and 1.06 for a process start. So each of these goals appears twice, the second time against ky and valibot by hand.',
    goalTable([...works.values()].flatMap(({ goals }) => goals)),
    '## Speed and size',
    ...[...works].map(([work, result]) => workSection(work, result)),
    '## Behaviour',
    'Each cell is what was seen in this run. If a behaviour needs more than seconds, the program moves the wall clock of its process. Bold marks what can do harm.',
    ...[...behaviours].map(([title, observed]) => behaviourSection(title, observed)),
    `Unhandled promise rejections in the run: ${unhandledRejections}.`,
    '## The peers',
    'Each peer is used as its documentation says, with its defaults.',
    table(
      ['peer', 'version', 'how it is used, and what it lacks'],
      peers.map(({ name, packages, note }) => [name, packages.map(versionOf).join(', '), note]),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

const method = `- A cell shows the median, and the minimum and the maximum in brackets. In each round every peer works once, and the next round starts with another peer.
- A ratio is the time of a peer divided by the time of the baseline in the same round.
- The server is in a thread of its own on loopback. "Without a network" means a \`fetch\` that answers at once.
- A text instead of a number says what a peer lacks.`;
