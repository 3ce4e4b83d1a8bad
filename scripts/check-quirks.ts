// The quirks table of an adapter's README, "What this adapter knows": each quirk has a source, a test, and the
// real server on which it was seen.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './checks.ts';
import { root } from './workspace.ts';

const heading = '## What this adapter knows\n';

export function checkQuirks(directory: string): Check[] {
  const home = join(root, 'packages', directory);
  const readme = readFileSync(join(home, 'README.md'), 'utf8');
  const [, section = ''] = readme.split(heading);
  const [own = ''] = section.split(/^## /m, 1);
  const table = own.split('\n').filter((line) => line.startsWith('|'));
  const quirks = table.slice(2).map(cellsOf);
  const problems = quirks.flatMap(({ quirk, source, seen, test }) => {
    const files = [...test.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);
    return [
      ...(source === '' ? ['has no source'] : []),
      ...(isServer(seen) ? [] : ['does not say on which real server it was seen']),
      ...(files.length === 0 ? ['names no test'] : []),
      ...files
        .filter((file) => !existsSync(join(home, 'test', file)))
        .map((file) => `names test/${file}: no such file`),
    ].map((problem) => `"${quirk}" ${problem}`);
  });
  return [
    [
      'each quirk in the README has a source, a test that exists, and a server on which it was seen',
      quirks.length === 0 ? [`The README must have a table of quirks below ${heading.trim()}`] : problems,
    ],
    ['each link in the README has a definition', undefinedLinks(readme)],
  ];
}

function cellsOf(row: string): { quirk: string; source: string; seen: string; test: string } {
  const [, quirk = '', source = '', seen = '', test = ''] = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
  return { quirk, source, seen, test };
}

/** A server with its version, because the next version can differ; or the words for a quirk that nobody has seen. */
function isServer(seen: string): boolean {
  return seen === 'documents only' || seen === 'no server' || /^[A-Za-z].* v?\d/.test(seen);
}

/** The links of the form `[text][label]` whose label has no definition. */
function undefinedLinks(readme: string): string[] {
  // Code can have such brackets too.
  const prose = readme.replaceAll(/^```[\s\S]*?^```|`[^`\n]*`/gm, '');
  const definitions = new Set([...prose.matchAll(/^\[([^\]]+)\]: /gm)].map(([, label = '']) => label.toLowerCase()));
  return [...prose.matchAll(/\[[^\]]*\]\[([^\]]+)\]/g)]
    .filter(([, label = '']) => !definitions.has(label.toLowerCase()))
    .map(([link, label]) => `${link} needs a line that starts with [${label}]:`);
}
