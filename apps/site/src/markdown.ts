// Reads what links need from Markdown: the title, the anchors that GitHub gives the headings, and the links.
import MarkdownIt, { type Token } from 'markdown-it';

export interface MarkdownFile {
  /** The text of the first heading; empty if there is no heading. */
  readonly title: string;
  /** The first paragraph, in one line; empty if there is no paragraph. */
  readonly summary: string;
  readonly anchors: ReadonlySet<string>;
  /** Targets of links and images as they are written, each once. */
  readonly links: readonly string[];
}

const markdown = new MarkdownIt({ html: true });
// GitHub makes links from bare URLs, too. Otherwise nobody would check them. Names such as `grant.ts` are not links.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
markdown.set({ linkify: true });

/** The anchor of a heading as GitHub makes it: underscores stay, and two spaces are two hyphens. */
export function slugOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

export function readMarkdown(text: string): MarkdownFile {
  const tokens = markdown.parse(text.replace(/^---\n[\s\S]*?\n---\n/, ''), {});
  const after = (type: string) => tokens.flatMap((token, index) => (token.type === type ? [tokens[index + 1]] : []));
  const titles = after('heading_open').map(textOf);
  const parts = tokens.flatMap((token) => [token, ...(token.children ?? [])]);
  const written = parts.flatMap(({ type, content }) => (type.startsWith('html_') ? [content] : []));
  const attributes = (name: RegExp) =>
    written.flatMap((html) => [...html.matchAll(name)].map(([, value = '']) => value));
  return {
    title: titles[0] ?? '',
    summary: textOf(after('paragraph_open')[0]).replaceAll('\n', ' '),
    anchors: new Set([...unique(titles.map(slugOf)), ...attributes(/\b(?:id|name)="([^"]*)"/g)]),
    links: [
      ...new Set([
        ...parts.flatMap((token) => token.attrGet(token.type === 'image' ? 'src' : 'href') ?? []),
        ...attributes(/\b(?:href|src|srcset)="([^"]*)"/g),
      ]),
    ],
  };
}

/** The text and code of a heading or paragraph, without markup. */
function textOf(inline: Token | undefined): string {
  return (inline?.children ?? [])
    .map(({ type, content }) => (type === 'softbreak' ? '\n' : type.startsWith('html_') ? '' : content))
    .join('');
}

/** Numbers equal slugs: the second `name` is `name-1`. */
function unique(slugs: readonly string[]): string[] {
  const seen = new Set<string>();
  return slugs.map((slug) => {
    let free = slug;
    for (let count = 1; seen.has(free); count += 1) free = `${slug}-${count}`;
    seen.add(free);
    return free;
  });
}
