import { slugOf } from '../../../site/src/markdown.ts';
import type { LoadedPeer } from '../peers/index.ts';
import { manyCallers } from '../works/many-callers.ts';
import { own } from '../works/work.ts';
import { betterAt } from './better.ts';
import { elsewhere } from './elsewhere.ts';
import { altText } from './picture.ts';
import { behavioursIn, type Results, versionsOf, worksIn } from './results.ts';
import { behaviourSection } from './sections.ts';
import { table } from './table.ts';

/** The columns of the first table: what people ask about most often. A table of all peers would be too wide to read. */
const asked = [own, 'openid-client', '@azure/msal-node', 'simple-oauth2', 'auth0', 'a cache by hand'];

/** The text of `docs/comparison.md`. */
export function comparisonPage(results: Results, peers: readonly LoadedPeer[]): string {
  const groups = behavioursIn(results);
  const all = [...groups.values()].flatMap((group) => [...group]);
  const versions = peers.filter(({ packages }) => packages.length > 0);
  const withoutCache = peers.filter(({ caches }) => caches === false);
  const overview = all.map(([{ title, shows }, observed]) => [
    `[${title}](#${slugOf(title)}): ${shows}`,
    ...asked.map((name) => withoutCases(observed.get(name)?.cell ?? '')),
  ]);
  const behind = [...worksIn(results)].map(([{ title, whyBehind }, result]) => [
    title,
    betterAt(result).join(', '),
    whyBehind,
  ]);
  const parts = [
    '# Comparison: Grantkit and other ways to get a token',
    '`npx -y pnpm@12.20.0 bench` observes everything on this page in one run and rewrites the page. Do not edit it. [Benchmarks](benchmarks.md) has speed and size of the same run, and says [how each peer is used](benchmarks.md#the-peers).',
    `Observed on ${results.date} on Node and loopback (${results.machine}): ${versions.map((peer) => `${peer.name} ${versionsOf(results, peer)}`).join('; ')}.`,
    `![${altText(results)}](pictures/thousand-callers.svg)`,
    `The picture shows a part of [${manyCallers.title}](benchmarks.md#${slugOf(manyCallers.title)}).`,
    comingFrom,
    '## At a glance',
    'Bold marks a result that can do harm. Each situation has a section below, which also has the peers that this table leaves out.',
    table(['', ...asked], overview),
    `These have no cache: ${withoutCache.map(({ name }) => name).join(', ')}. Here each of their calls requests a token. A program that uses them keeps the token itself: see *a cache by hand*, and [simple-oauth2 with the lines of its documentation](coming-from/simple-oauth2.md).`,
    'If a situation takes longer than a few seconds, the program moves the wall clock of its process.',
    ...[...groups].flatMap(([title, group]) => [
      `## ${title}`,
      ...[...group].map(([behaviour, observed]) => behaviourSection(behaviour, observed)),
    ]),
    `Unhandled promise rejections in the run: ${results.unhandledRejections}.`,
    '## Better elsewhere',
    elsewhere,
    'The sections above say where another peer behaves better. These peers are faster or smaller:',
    table(
      ['work', 'better than Grantkit', 'why'],
      behind.filter(([, names]) => names !== ''),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

const comingFrom =
  'These pages show what changes in a program that comes from [openid-client](coming-from/openid-client.md), [msal-node](coming-from/msal-node.md), [simple-oauth2](coming-from/simple-oauth2.md), [axios interceptors](coming-from/axios.md), or [code of your own](coming-from/your-own-code.md).';

/** Leaves out the cases in which something was seen. With them, cells of the first table would be too wide. */
function withoutCases(cell: string): string {
  return [...new Set(cell.replaceAll(/ \([^)]*\)/g, '').split(', '))].join(', ');
}
