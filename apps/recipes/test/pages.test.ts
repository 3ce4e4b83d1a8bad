import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const pages = new URL('../../../docs/recipes/', import.meta.url);
const sources = new URL('../src/', import.meta.url);

test.each(readdirSync(pages))('the page %s shows a program that these tests compile and run', (name) => {
  const page = readFileSync(new URL(name, pages), 'utf8');
  const programs = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, program]) => program);
  const tested = readdirSync(sources).map((file) => readFileSync(new URL(file, sources), 'utf8'));
  // A block without an import only calls the program above it.
  const [program, ...others] = programs.filter((text) => text?.startsWith('import '));
  expect(others).toEqual([]);
  expect(tested).toContain(program);
});
