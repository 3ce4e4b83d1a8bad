import { globSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../../', import.meta.url);
const pages = new URL('docs/recipes/', root);
// Tests of this app run the first two. `check:consumers` builds and runs the third with the packed packages.
const homes = ['apps/recipes/src', 'apps/recipes/test', 'scripts/consumers'];
const files = globSync(
  homes.map((home) => `${home}/**/*.{ts,tsx,js}`),
  { cwd: root, exclude: ['**/node_modules/**', '**/dist/**'] },
);
const fileOf = new Map(files.map((file) => [readFileSync(new URL(file, root), 'utf8'), file]));
const programs = [...fileOf.keys()];

const names = readdirSync(pages).filter((name) => name !== 'README.md');

test.each(names)('the page %s shows programs that tests compile and run', (name) => {
  const page = readFileSync(new URL(name, pages), 'utf8');
  const [first, ...others] = [...page.matchAll(/^```(?:ts|tsx|js)\n([\s\S]*?)^```/gm)].map(([, block]) => block);
  expect(programs).toContain(first);
  for (const block of others) {
    // The other blocks call a program above them: they import it, or continue its block. `check:examples` compiles them.
    if (/^import /m.test(block ?? '') && !block?.includes("from './")) expect(programs).toContain(block);
  }
});

test.each(names)('the page %s names each file before it, and imports only files that it names', (name) => {
  const page = readFileSync(new URL(name, pages), 'utf8');
  const blocks = [...page.matchAll(/(?:^`([^`\n]+)`.*:\n\n)?^```(?:ts|tsx|js)\n([\s\S]*?)^```/gm)];
  const named = blocks.flatMap(([, file]) => (file === undefined ? [] : [file.replace(/^.*\/|\.\w+$/g, '')]));
  for (const [, file, block = ''] of blocks) {
    const quoted = fileOf.get(block);
    if (quoted !== undefined) expect(`/${quoted}`).toMatch(new RegExp(`/${file}$`));
    const imports = [...block.matchAll(/ from '\.{1,2}\/(?:.*\/)?([\w.-]+?)(\.d\.ts|\.[jt]s)?'/g)];
    if (imports.length > 0) expect(file).toBeDefined();
    for (const [, module, extension] of imports) {
      if (extension !== '.d.ts') expect(named).toContain(module);
      if (extension === '.ts') expect(page).toContain('](../toolchains.md#run-typescript)');
    }
  }
});

test.each(names)('the page %s has the headings of a recipe, and ends with the command of its test', (name) => {
  const page = readFileSync(new URL(name, pages), 'utf8');
  const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
  const common = ['What happens', 'Pitfalls', 'Run the test'];
  expect(headings.filter((heading) => common.includes(heading))).toEqual(common);
  expect(page).toMatch(/^npx -y pnpm@.+ (test|check:consumers) .+\n```\n$/m);
});

test('the list of recipes has each page once, under its title', () => {
  const list = readFileSync(new URL('README.md', pages), 'utf8');
  const named = [...list.matchAll(/\| \[([^\]]+)\]\(([\w-]+\.md)\)/g)].map(([, title, name]) => [name, title]);
  const titles = names.map((name) => [
    name,
    readFileSync(new URL(name, pages), 'utf8').split('\n')[0]?.slice('# '.length),
  ]);
  expect(Object.fromEntries(named)).toEqual(Object.fromEntries(titles));
  expect(named).toHaveLength(names.length);
});
