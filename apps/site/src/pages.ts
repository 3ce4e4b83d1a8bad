// Which Markdown files are pages of the site, and where.
import { globSync } from 'node:fs';
import { posix, resolve, sep } from 'node:path';

/** The folder of the repository. Files are named relative to it, with `/`. */
export const root = resolve(import.meta.dirname, '../../..');

export const base = '/grantkit/';

/** The built site. */
export const outDir = resolve(import.meta.dirname, '../dist');

/** Patterns of Markdown files that are not pages. Otherwise VitePress would take every `.md` file below the root. */
export const excluded = [
  '!(README|CONTRIBUTING|SECURITY).md',
  'apps/!(site)/**',
  'apps/site/*.md',
  'packages/*/!(README).md',
  'packages/*/*/**',
  'scripts/**',
];

/** Where TypeDoc puts the reference. */
const reference = 'apps/site/reference/';

/** The Markdown file of a page inside the site, such as `packages/core/index.md`; `undefined` if the file is not a page. */
export function pathOf(file: string): string | undefined {
  const isPage =
    /^(docs\/.+|packages\/[^/]+\/README|README|CONTRIBUTING|SECURITY)\.md$/.test(file) || isReference(file);
  if (!isPage) return undefined;
  return file
    .replace(/^docs\//, '')
    .replace(`${reference}@grantkit/`, 'reference/')
    .replace(reference, 'reference/')
    .replace(/(^|\/)README\.md$/, '$1index.md')
    .replace(/^(CONTRIBUTING|SECURITY)/, (name) => name.toLowerCase());
}

/** The address of a page below the base path: `/errors`, or `/packages/core/` for a folder. */
export function addressOf(path: string): string {
  return `/${path.replace(/(^|\/)index\.md$|\.md$/, '$1')}`;
}

export function isReference(file: string): boolean {
  return file.startsWith(reference);
}

/** The pages that exist, in the order of their names. */
export function pages(): readonly string[] {
  const patterns = ['*.md', 'docs/**/*.md', 'packages/*/README.md', `${reference}**/*.md`];
  const files = globSync(patterns, { cwd: root }).map((file) => file.split(sep).join(posix.sep));
  return files.filter((file) => pathOf(file) !== undefined).toSorted();
}
