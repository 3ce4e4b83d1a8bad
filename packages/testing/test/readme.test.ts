import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const readme = read('../README.md');

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

function firsts(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name).toSorted();
}

test.each([
  ['AuthorizationServerOptions', '../src/server/authorization-server.ts', 'takes these options:'],
  ['RegisteredClient', '../src/contract/dialect.ts', 'has these members:'],
])('the README has a row for each member of %s', (name, source, intro) => {
  const [, members = ''] = read(source).split(`export interface ${name} {`);
  const [, table = ''] = readme.split(`${intro}\n\n`);
  const [declared = '', rows = ''] = [members.split('\n}', 1)[0], table.split('\n\n', 1)[0]];
  const names = firsts(declared, /^ {2}readonly (\w+)/gm);
  expect(names).not.toEqual([]);
  expect(firsts(rows, /^\| `(\w+)`/gm)).toEqual(names);
});
