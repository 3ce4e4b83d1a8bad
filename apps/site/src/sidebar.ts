// The navigation: a short order by hand, and the titles of the pages. A new page appears where its folder is.
import { matchesGlob } from 'node:path';
import type { DefaultTheme } from 'vitepress';
import { read, targetOf } from './links.ts';
import { addressOf, isReference, pages, pathOf } from './pages.ts';

interface Group {
  readonly text: string;
  /** The page that the group's title opens. A group with such a page is closed at first. */
  readonly start?: string;
  /** Patterns, in the order of the group. */
  readonly files: readonly string[];
  /** A group inside this one, at its end. */
  readonly inner?: Group;
}

/** A page belongs to the first pattern that fits. */
const groups: readonly Group[] = [
  { text: 'Start', files: ['README.md', ...documents('getting-started', 'questions', 'errors', 'comparison')] },
  { text: 'Coming from …', start: 'docs/coming-from/README.md', files: ['docs/coming-from/*.md'] },
  { text: 'Recipes', start: 'docs/recipes/README.md', files: ['docs/recipes/*.md'] },
  {
    text: 'Packages',
    files: ['packages/{issuer,pingam,pulsoid,smokeball}/README.md', 'packages/core/README.md', 'packages/*/README.md'],
  },
  { text: 'Reference', start: 'apps/site/reference/README.md', files: [] },
  {
    text: 'How it works',
    files: [
      ...documents('architecture', 'reliability', 'scale', 'write-a-token-cache', 'toolchains', 'benchmarks'),
      ...documents('glossary', '**/*'),
      'CONTRIBUTING.md',
      'SECURITY.md',
    ],
    inner: { text: 'Decisions', start: 'docs/decisions/README.md', files: ['docs/decisions/*.md'] },
  },
];

function documents(...names: string[]): string[] {
  return names.map((name) => `docs/${name}.md`);
}

export function sidebar(): { '/': DefaultTheme.SidebarItem[]; '/reference/': DefaultTheme.SidebarItem[] } {
  const left = new Set(pages());
  return { '/': groups.flatMap((group) => groupOf(group, left)), '/reference/': referenceSidebar() };
}

/** Takes the pages of the group out of `left`. An empty group is not shown. */
function groupOf({ text, start = '', files, inner }: Group, left: Set<string>): DefaultTheme.SidebarItem[] {
  const take = (pattern: string) => {
    const found = [...left].filter((file) => matchesGlob(file, pattern));
    for (const file of found) left.delete(file);
    return found.map(itemOf);
  };
  const [first] = take(start);
  const last = inner ? groupOf(inner, left) : [];
  const items = [...files.flatMap(take), ...last];
  if (first?.link) return [{ text, link: first.link, ...(items.length > 0 ? { items, collapsed: true } : {}) }];
  return items.length > 0 ? [{ text, items }] : [];
}

function itemOf(file: string): DefaultTheme.SidebarItem {
  return { text: read(file).title || file, link: addressOf(pathOf(file) ?? '') };
}

/** The sidebar of the reference: the names of its start page, and a closed group for each package, because it has 200 pages. */
function referenceSidebar(): DefaultTheme.SidebarItem[] {
  const files = pages().filter(isReference);
  const packages = files.filter((file) => /^reference\/[^/]+\/index\.md$/.test(pathOf(file) ?? ''));
  const named = (names: readonly string[]) => names.map((name) => ({ ...itemOf(name), text: nameOf(name) }));
  return [
    { text: 'Documentation', link: '/' },
    ...files
      .filter((file) => pathOf(file) === 'reference/index.md')
      .map((start) => {
        const linked = read(start).links.flatMap((href) => targetOf(href, start)?.file ?? []);
        return { ...itemOf(start), items: named(linked.filter((file) => !packages.includes(file))) };
      }),
    ...packages.map((file) => {
      const folder = file.replace(/README\.md$/, '');
      const names = files.filter((other) => other.startsWith(folder) && other !== file);
      return { ...itemOf(file), collapsed: true, items: named(names) };
    }),
  ];
}

/** `GrantError` of `…/classes/GrantError.md`: the titles say the kind, too. */
function nameOf(file: string): string {
  return file.replace(/^.*\/|\.md$/g, '');
}
