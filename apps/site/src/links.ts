// Where a link of a Markdown file leads: to a page of the site, to a file on GitHub, or elsewhere.
import { readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type MarkdownFile, readMarkdown } from './markdown.ts';
import { pathOf, root } from './pages.ts';

export const repository = 'https://github.com/grantkit/grantkit';

/** A file or folder of this repository. */
export interface Target {
  readonly file: string;
  /** The anchor with its `#`; empty if the link has no anchor. */
  readonly anchor: string;
}

/** The file that a link of `from` names in this repository, by a path or a URL of GitHub; `undefined` for all other links. */
export function targetOf(href: string, from: string): Target | undefined {
  const [, address = '', anchor = ''] = /^([^#?]*)[^#]*(#.*)?$/.exec(href) ?? [];
  const onGitHub = new RegExp(`^${repository}/(?:blob|tree)/main(?:/|$)(.*)$`).exec(address)?.[1];
  if (onGitHub !== undefined) return { file: posix.normalize(decodeURI(onGitHub) || '.'), anchor };
  if (/^([a-z][a-z\d+.-]*:|\/)/i.test(address)) return undefined;
  const file = address === '' ? from : posix.join(posix.dirname(from), decodeURI(address));
  return { file: file.replace(/(.)\/$/, '$1'), anchor };
}

/** The link as the site has it: a path from the root of the site such as `/errors.md#timeout`, or a URL. */
export function siteLink(href: string, from: string): string {
  const target = targetOf(href, from);
  if (target === undefined || (href.startsWith('#') && target.file === from)) return href;
  const path = pathOf(pageOf(target.file));
  return path === undefined ? gitHubUrl(target) : `/${path}${target.anchor}`;
}

export function gitHubUrl({ file, anchor }: Target): string {
  const kind = kindOf(file) === 'folder' ? 'tree' : 'blob';
  return `${repository}/${kind}/main${file === '.' ? '' : `/${encodeURI(file)}`}${anchor}`;
}

/** What is wrong with a link; `undefined` if it is right. Links to other sites are not followed. */
export function problemOf(href: string, from: string): string | undefined {
  const target = targetOf(href, from);
  if (target === undefined) {
    if (href.startsWith('/')) return `${href}: use a relative link`;
    const elsewhere = href.startsWith(`${repository}/blob/`) || href.startsWith(`${repository}/tree/`);
    return elsewhere ? `${href}: only the branch main can be checked` : undefined;
  }
  const kind = kindOf(target.file);
  if (kind === undefined) return `${href}: ${target.file} does not exist`;
  const page = pageOf(target.file);
  // A line of a source file, such as `#L12`, can move without notice. So only its file counts.
  if (target.anchor === '' || !page.endsWith('.md')) return undefined;
  if (read(page).anchors.has(decodeURIComponent(target.anchor.slice(1)))) return undefined;
  return `${href}: ${page} has no heading for ${target.anchor}`;
}

/** The README of a folder, as GitHub shows it below the folder's files; otherwise the file itself. */
function pageOf(file: string): string {
  const readme = posix.join(file, 'README.md');
  return kindOf(file) === 'folder' && kindOf(readme) === 'file' ? readme : file;
}

function kindOf(file: string): 'file' | 'folder' | undefined {
  const found = statSync(join(root, file), { throwIfNoEntry: false });
  return found?.isDirectory() ? 'folder' : found && 'file';
}

const known = new Map<string, MarkdownFile>();

/** Reads a Markdown file once. */
export function read(file: string): MarkdownFile {
  let found = known.get(file);
  if (!found) {
    found = readMarkdown(readFileSync(join(root, file), 'utf8'));
    known.set(file, found);
  }
  return found;
}
