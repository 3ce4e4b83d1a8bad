// What a contributor must do besides writing the package: a row in the root README, a changeset, and nothing elsewhere.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './checks.ts';
import { git, mergeBase } from './git.ts';
import { adapters, type Manifest, root } from './workspace.ts';

/** A change that adds a provider touches its folder and these files only. */
const shared = /^(\.changeset\/|(pnpm-lock\.yaml|README\.md)$)/;

/** The root README lists the package, and a package that was never released has a changeset. */
export function checkAnnouncements(directory: string, { name, version }: Manifest): Check[] {
  const row = `[\`${name}\`](packages/${directory})`;
  const rows = readFileSync(join(root, 'README.md'), 'utf8').split('\n');
  const changesets = globSync('.changeset/*.md', { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'));
  // `changeset` writes double quotes, and formatters single ones.
  const entry = new RegExp(`^['"]?${name}['"]?: `, 'm');
  const isNamed = changesets.some((text) => entry.test(text.split(/^---$/m, 2).join('')));
  return [
    [
      'the root README has a row for it',
      rows.filter((line) => line.startsWith(`| ${row}`)).length === 1
        ? []
        : [`The table of packages must have one row with ${row}.`],
    ],
    [
      'a first release has a changeset',
      version !== '0.0.0' || isNamed ? [] : ['Run `npx -y pnpm@12.20.0 changeset`, with `major` for a new package.'],
    ],
  ];
}

/** A change that adds a provider touches no other package, so that nobody else has to review it. */
export async function checkScope(): Promise<Check> {
  const what = 'a change that adds a provider touches nothing else';
  const base = await mergeBase();
  if (base === undefined) return [`${what} (skipped: this clone does not have the main branch)`, []];
  const known = (await git('ls-tree', '--name-only', base, 'packages/'))?.split('\n') ?? [];
  const added = adapters.map((name) => `packages/${name}`).filter((folder) => !known.includes(folder));
  if (added.length === 0) return [what, []];

  const changed = (await git('diff', '--name-only', '--no-renames', base)) ?? '';
  // `git diff` does not list files that were never added.
  const untracked = (await git('ls-files', '--others', '--exclude-standard')) ?? '';
  const elsewhere = [changed, untracked]
    .flatMap((list) => list.split('\n'))
    .filter((file) => file !== '' && !shared.test(file) && !added.some((folder) => file.startsWith(`${folder}/`)));
  const advice = `New: ${added.join(', ')}. Put these files into a pull request of their own, or update your main branch:`;
  return [what, elsewhere.length === 0 ? [] : [advice, ...elsewhere]];
}
