// Checks of the built site's files, without a browser.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { readMarkdown } from '../../apps/site/src/markdown.ts';
import { outDir, pages, pathOf } from '../../apps/site/src/pages.ts';

/** The addresses of all pages below the base path, such as `packages/core/` and `errors`. */
export function builtPages(): readonly string[] {
  const files = globSync('**/*.html', { cwd: outDir }).map((file) => file.split(sep).join(posix.sep));
  return files
    .filter((file) => file !== '404.html')
    .map((file) => file.replace(/(^|\/)index\.html$|\.html$/, '$1'))
    .toSorted();
}

/** The Markdown twin of an address: `errors.md`, and `packages/core/index.md` for a folder. */
export function twinOf(address: string): string {
  return `${address}${address === '' || address.endsWith('/') ? 'index' : ''}.md`;
}

/** Documents that have no page. */
export function missingPages(built: readonly string[]): string[] {
  const twins = new Set(built.map(twinOf));
  return pages().filter((file) => !twins.has(pathOf(file) ?? ''));
}

/** Links of a twin, or of llms.txt, that lead to no file of the site. */
export function brokenFileLinks(file: string): string[] {
  const relative = readMarkdown(read(file)).links.filter((href) => !/^(#|[a-z][a-z\d+.-]*:)/i.test(href));
  return relative.filter((href) => !existsSync(join(outDir, posix.dirname(file), decodeURI(href.replace(/#.*$/, '')))));
}

/** Pages outside the reference that llms.txt does not list. */
export function unlisted(built: readonly string[]): string[] {
  const listed = new Set(readMarkdown(read('llms.txt')).links);
  return built.map(twinOf).filter((twin) => !twin.startsWith('reference/') && !listed.has(twin));
}

function read(file: string): string {
  return readFileSync(join(outDir, file), 'utf8');
}
