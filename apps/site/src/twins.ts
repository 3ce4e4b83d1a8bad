// Writes each page as Markdown at its address with `.md`, and llms.txt (https://llmstxt.org), which lists them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { DefaultTheme } from 'vitepress';
import { gitHubUrl, read, siteLink, targetOf } from './links.ts';
import { addressOf, outDir, pages, pathOf, root } from './pages.ts';
import { sidebar } from './sidebar.ts';

export function writeTwins(): void {
  const written = new Map<string, { path: string; title: string; summary: string; text: string }>();
  for (const file of pages()) {
    const path = pathOf(file);
    if (path === undefined) continue;
    const text = twinOf(file, path);
    const { title, summary } = read(file);
    written.set(addressOf(path), { path, title, summary, text });
    write(path, text);
  }
  const lines = sidebar()['/'].flatMap((group) => [
    `\n## ${group.text}\n`,
    ...linksOf(group).flatMap((link) => {
      const { path, title, summary } = written.get(link) ?? {};
      return path === undefined ? [] : [`- [${title}](${path})${summary && `: ${summary}`}`];
    }),
  ]);
  write('llms.txt', `# Grantkit\n\n> ${written.get('/')?.summary}\n${lines.join('\n')}\n`);
  const byHand = [...written.values()].filter(({ path }) => !path.startsWith('reference/'));
  write('llms-full.txt', byHand.map(({ path, text }) => `<!-- ${path} -->\n\n${text}`).join('\n\n'));
}

/** The text of a page whose links work at the site: relative links to other twins, and URLs of GitHub. */
function twinOf(file: string, path: string): string {
  const source = readFileSync(join(root, file), 'utf8');
  return read(file).links.reduce((text, href) => {
    const link = twinLink(href, file, path);
    // A link, a definition, and an attribute of HTML.
    const places = [`](${href})`, `]: ${href}\n`, `="${href}"`];
    return places.reduce((result, place) => result.replaceAll(place, place.replace(href, link)), text);
  }, source);
}

function twinLink(href: string, file: string, path: string): string {
  const link = siteLink(href, file);
  if (link.startsWith('/')) return posix.relative(posix.dirname(`/${path}`), link);
  const target = href.startsWith('#') ? undefined : targetOf(href, file);
  return target ? gitHubUrl(target) : link;
}

function linksOf({ link, items = [] }: DefaultTheme.SidebarItem): string[] {
  return [...(link === undefined ? [] : [link]), ...items.flatMap(linksOf)];
}

function write(path: string, text: string): void {
  const file = join(outDir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
