import type { LoadedPeer } from '../peers/index.ts';
import { type Results, versionsOf, worksIn } from './results.ts';
import { goalTable, workSection } from './sections.ts';
import { table } from './table.ts';

/** The text of `docs/benchmarks.md`. */
export function benchmarksPage(results: Results, peers: readonly LoadedPeer[]): string {
  const works = worksIn(results);
  const parts = [
    '# Benchmarks: Grantkit and its peers',
    '`npx -y pnpm@12.20.0 bench` measures everything on this page in one run and rewrites the page. Do not edit it. [`apps/bench/README.md`](../apps/bench/README.md) says how to run it and how to add a peer. The same run observes how Grantkit and its peers behave: [Comparison](comparison.md).',
    `Measured on ${results.date}: ${results.machine}.`,
    method,
    '## Goals',
    'The goals are those of the project. No test fails because of them. A ratio to bare `fetch` depends on the machine. Where the goals were set, ky and valibot by hand took 1.21 for a token request, and 1.14 and 1.06 for a process start. So each of these goals appears twice, the second time against ky and valibot by hand.',
    goalTable([...works.values()].flatMap(({ goals }) => goals)),
    '## Speed and size',
    ...[...works].map(([work, result]) => workSection(work, result)),
    '## The peers',
    'Each peer is used as its documentation says, with its defaults.',
    table(
      ['peer', 'version', 'how it is used, and what it lacks'],
      peers.map((peer) => [peer.name, versionsOf(results, peer), peer.note]),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

const method = `- A cell shows the median, and the minimum and the maximum in brackets. In each round every peer works once, and the next round starts with another peer.
- A ratio is the time of a peer divided by the time of the baseline in the same round.
- The server is in a thread of its own on loopback. "Without a network" means a \`fetch\` that answers at once.
- A text instead of a number says what a peer lacks.`;
