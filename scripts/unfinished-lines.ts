// Lines that the generator has marked, because only the provider's pages can tell what belongs there. A package with
// such a line works and passes its tests, but it must not be released.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapters, root } from './workspace.ts';

const mark = 'FILL IN';

/**
 * The marked lines of the adapters among these packages, of the changesets and of the root README, as `file:line: text`.
 * It does not search other packages, because the generator's own texts contain the mark.
 */
export function unfinishedLines(packages: readonly string[]): string[] {
  const folders = adapters.filter((name) => packages.includes(`@grantkit/${name}`)).map((name) => `packages/${name}`);
  const patterns = folders.flatMap((folder) => [`${folder}/README.md`, `${folder}/{src,test}/**/*.*`]);
  return globSync(['README.md', '.changeset/*.md', ...patterns], { cwd: root, exclude: ['.changeset/README.md'] })
    .toSorted()
    .flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .map((line, index) => ({ line, place: `${file}:${index + 1}` }))
        .filter(({ line }) => line.includes(mark))
        .map(({ line, place }) => `${place}: ${line.trim()}`),
    );
}
