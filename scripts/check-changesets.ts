// Checks the changesets that wait for the next release. `pnpm version-packages` runs it before it writes the versions.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getReleasePlan } from '@changesets/get-release-plan';
import { parseChangesetFile } from '@changesets/parse';
import { unfinishedLines } from './unfinished-lines.ts';
import { directories, readManifest, root } from './workspace.ts';

const manifests = directories.map((name) => readManifest(name));
const unreleased = manifests.filter(({ version }) => version === '0.0.0').map(({ name }) => name);

const folder = join(root, '.changeset');
const files = readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md');
const unreadable = files.flatMap(findFaults);
report('every changeset names packages of this repository, and how they change', unreadable);

if (unreadable.length === 0) {
  const { releases } = await getReleasePlan(root);
  const majors = new Set(releases.filter(({ type }) => type === 'major').map(({ name }) => name));
  report(
    'the first release of a package is 1.0.0',
    linesToAdd(
      'These packages have no version yet.',
      unreleased.filter((name) => !majors.has(name)),
    ),
  );
  // A first release breaks nobody.
  const breaking = [...majors].filter((name) => !unreleased.includes(name));
  report(
    'a major of a package is a major of the packages that depend on it',
    linesToAdd(
      'These packages depend on a package that releases a major, and their types contain its types.',
      dependentsOf(breaking).filter((name) => !majors.has(name)),
    ),
  );
  const unfinished = unfinishedLines(releases.map(({ name }) => name));
  const advice = "Replace these lines with facts from the provider's pages, or remove them:";
  report('no line of a package to release is marked FILL IN', unfinished.length === 0 ? [] : [advice, ...unfinished]);
}

/** All packages that depend on one of these, directly or through another package. */
function dependentsOf(names: readonly string[]): string[] {
  const affected = new Set(names);
  // The loop also visits what is added while it runs.
  for (const name of affected) {
    for (const manifest of manifests) {
      if (name in { ...manifest.dependencies, ...manifest.peerDependencies }) affected.add(manifest.name);
    }
  }
  return [...affected].filter((name) => !names.includes(name));
}

/** What is wrong with a changeset, one problem per line. */
function findFaults(file: string): string[] {
  try {
    const { releases, summary } = parseChangesetFile(readFileSync(join(folder, file), 'utf8'));
    // While such a file waits, the release workflow neither versions nor publishes.
    if (releases.length === 0 || summary === '')
      return [`.changeset/${file}: it must name a package and say what changes.`];
    return releases
      .filter(({ name }) => manifests.every((manifest) => manifest.name !== name))
      .map(({ name }) => `.changeset/${file}: no published package is called "${name}".`);
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('\n');
    return [`.changeset/${file}: ${reason}`];
  }
}

function linesToAdd(reason: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const lines = names.toSorted().map((name) => `'${name}': major`);
  return [`${reason} Add these lines to the front matter of a changeset:`, ...lines];
}

function report(what: string, problems: readonly string[]): void {
  console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${what}`);
  for (const problem of problems) console.log(`       ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
