// The rows that the option tables of several READMEs have in common. Their source is the TSDoc of core's `ClientOptions`:
// the first paragraph of a comment is the meaning, and `@default` is the default.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapters, root } from './workspace.ts';

interface Row {
  readonly meaning: string;
  readonly fallback: string;
}

/** Each README describes these options itself, because each provider shows and calls its credentials differently. */
const own = ['clientId', 'clientSecret'];
/** Each README has its own default for these options, because each provider grants something else without a scope. */
const ownDefault = ['scope'];

const rows = commonRows(readFileSync(join(root, 'packages/core/src/contract/client-options.ts'), 'utf8'));

/** The READMEs of core, of the adapters, and of the template for new adapters. They have such a table. */
export const readmes: readonly string[] = ['core', ...adapters, 'create-provider/template'].map(
  (folder) => `packages/${folder}/README.md`,
);

/** Replaces the rows that differ from core's TSDoc, and leaves the widths of the columns to the formatter. */
export function withCommonRows(text: string): string {
  return text.replaceAll(/^\| `(\w+)` +\|(.*)\|(.*)\|$/gm, (line, name: string, meaning: string, fallback: string) => {
    const row = rows.get(name);
    if (row === undefined) return line;
    const wanted = [row.meaning, ownDefault.includes(name) ? fallback.trim() : row.fallback];
    if (wanted[0] === meaning.trim() && wanted[1] === fallback.trim()) return line;
    return `| \`${name}\` | ${wanted.join(' | ')} |`;
  });
}

/** The common rows of a README that differ from core's TSDoc. */
export function differingRows(readme: string): string[] {
  const text = readFileSync(join(root, readme), 'utf8');
  const lines = text.split('\n');
  const differing = withCommonRows(text)
    .split('\n')
    .filter((line, index) => line !== lines[index])
    .map((line) => `${readme} should have the row ${line}`);
  return differing.length === 0 ? [] : ['Run `npx -y pnpm@12.20.0 write:options`, or write these rows:', ...differing];
}

function commonRows(source: string): ReadonlyMap<string, Row> {
  const [, members = ''] = /export interface ClientOptions \{\n([\s\S]*?)\n\}/.exec(source) ?? [];
  const comments = members.matchAll(/\/\*\*([\s\S]*?)\*\/\s*readonly (\w+)/g);
  return new Map(
    [...comments]
      .map(([, comment = '', name = '']): [string, Row] => [name, rowOf(comment.replaceAll(/^ *\* ?/gm, ''))])
      .filter(([name]) => !own.includes(name)),
  );
}

function rowOf(comment: string): Row {
  const [text = '', fallback = 'none'] = comment.split('@default').map((part) => part.trim());
  const [meaning = ''] = text.split(/\n\s*\n/).map((paragraph) => paragraph.replaceAll(/\s+/g, ' ').replace(/\.$/, ''));
  return { meaning: meaning.charAt(0).toLowerCase() + meaning.slice(1), fallback: fallback.replaceAll(/\s+/g, ' ') };
}
