import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { acceptedOptions } from './accepted-options.ts';
import type { ProviderSuiteOptions } from './options.ts';
import type { ProviderTests } from './suite-bed.ts';

/** The README names exactly the options that the adapter takes. */
export function readmeTests({ readme }: ProviderSuiteOptions): ProviderTests {
  if (readme === undefined) return {};
  return {
    async 'has a README whose table of options names exactly the options that it takes'(bed) {
      const documented = optionRows(await readFile(readme, 'utf8'));
      const accepted = acceptedOptions(bed);
      const missing = accepted.filter((name) => !documented.includes(name));
      const extra = documented.filter((name) => !accepted.includes(name));
      assert.deepEqual(missing, [], 'The table of options in the README must have rows for these options.');
      assert.deepEqual(extra, [], 'The adapter does not take these options. Remove their rows from the README.');
    },
  };
}

/** The names in the first column of the table whose first column is called `option`. */
function optionRows(text: string): readonly string[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^\| *option *\|/i.test(line));
  assert.ok(start >= 0, 'The README must have a table whose first column is called `option`.');
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end < 0 ? rows.length : end).flatMap((row) => {
    const [, first = ''] = row.split('|');
    return [...first.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
  });
}
