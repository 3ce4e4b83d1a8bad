import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { alignTables } from '../src/align-tables.ts';

test('the columns of each table are as wide as their longest cells', () => {
  const table = '| a | meaning |\n| --- | ------- |\n| `provider` | it |\n';
  const aligned = '| a          | meaning |\n| ---------- | ------- |\n| `provider` | it      |\n';
  expect(alignTables(`Text | with a bar.\n\n${table}\nText.\n\n${table}`)).toBe(
    `Text | with a bar.\n\n${aligned}\nText.\n\n${aligned}`,
  );
});

test('it aligns as the formatter of this repository does', () => {
  const readme = readFileSync(new URL('../template/README.md', import.meta.url), 'utf8');
  expect(alignTables(readme.replaceAll(/ +\|$/gm, ' |'))).toBe(readme);
});
