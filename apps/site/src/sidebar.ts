// The navigation: a short order by hand, and the titles of the pages. A new page appears where its folder is.
import { matchesGlob } from 'node:path';
import type { DefaultTheme } from 'vitepress';
import { read } from './links.ts';
import { isReference, pages, pathOf } from './pages.ts';

/** A page belongs to the first group with a pattern for it, in the order of the patterns. */
const groups: readonly { readonly text: string; readonly files: readonly string[]; readonly collapsed?: boolean }[] = [
  {
    text: 'Start',
    files: ['README', 'getting-started', 'questions', 'errors', 'comparison'].map((name) => `docs/${name}.md`),
  },
  { text: 'Coming from …', files: ['docs/coming-from/README.md', 'docs/coming-from/*.md'] },
  { text: 'Recipes', files: ['docs/recipes/README.md', 'docs/recipes/*.md'], collapsed: true },
  {
    text: 'Packages',
    files: ['packages/{issuer,pingam,pulsoid,smokeball}/README.md', 'packages/core/README.md', 'packages/*/README.md'],
  },
  { text: 'Reference', files: ['apps/site/reference/README.md'] },
  { text: 'Decisions', files: ['docs/decisions/README.md', 'docs/decisions/*.md'], collapsed: true },
  {
    text: 'How it works',
    files: [
      ...['architecture', 'reliability', 'scale', 'write-a-token-cache', 'toolchains', 'benchmarks', 'glossary'].map(
        (name) => `docs/${name}.md`,
      ),
      'docs/**/*.md',
      'CONTRIBUTING.md',
      'SECURITY.md',
    ],
  },
];

export function sidebar(): DefaultTheme.SidebarMulti {
  const left = new Set(pages());
  const taken = groups.map(({ text, files, collapsed }) => {
    const own = files.flatMap((pattern) => take(left, (file) => matchesGlob(file, pattern)));
    return { text, items: own.map(itemOf), ...(collapsed === undefined ? {} : { collapsed }) };
  });
  // The records are the last part of "How it works", and have patterns of their own so that they are not in it twice.
  const decisions = taken.findIndex(({ text }) => text === 'Decisions');
  const [records] = taken.splice(decisions, 1);
  const how = taken.find(({ text }) => text === 'How it works');
  const shown = taken.map((group) =>
    group === how && records ? { ...group, items: [...group.items, records] } : group,
  );
  return { '/': shown.filter(({ items }) => items.length > 0), '/reference/': referenceSidebar() };
}

function take(from: Set<string>, wanted: (file: string) => boolean): string[] {
  const found = [...from].filter(wanted);
  for (const file of found) from.delete(file);
  return found;
}

function itemOf(file: string): DefaultTheme.SidebarItem {
  return { text: read(file).title || file, link: `/${pathOf(file)}` };
}

/** The reference has 200 pages. So its sidebar is its own: a group for each package, closed. */
function referenceSidebar(): DefaultTheme.SidebarItem[] {
  const files = pages().filter(isReference);
  const start = files.filter((file) => pathOf(file) === 'reference/index.md').map(itemOf);
  const packages = files.filter((file) => /^reference\/[^/]+\/index\.md$/.test(pathOf(file) ?? ''));
  return [
    { text: '← Documentation', link: '/' },
    ...start,
    ...packages.map((file) => {
      const names = files.filter((other) => other !== file && other.startsWith(file.replace(/README\.md$/, '')));
      return {
        ...itemOf(file),
        collapsed: true,
        items: names.map((name) => ({ ...itemOf(name), text: nameOf(name) })),
      };
    }),
  ];
}

/** `GrantError` of `…/classes/GrantError.md`: the titles say the kind, too. */
function nameOf(file: string): string {
  return file.replace(/^.*\/|\.md$/g, '');
}
