import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const document = readFileSync(new URL('../../../docs/reliability.md', import.meta.url), 'utf8');
const rows = [...document.matchAll(/`([\w-]+\.test\.ts)`(?:: (.+?))? *\|$/gm)].map(([, file = '', name = '']) => ({
  file,
  name,
}));

test.each(rows)('the test that docs/reliability.md names exists: $file $name', ({ file, name }) => {
  const path = new URL(file, import.meta.url);
  expect(existsSync(path)).toBe(true);
  // These two rows describe a whole file, and name no test of it.
  const whole = ['a table of server behaviours', '5,000 bodies and more'];
  expect(readFileSync(path, 'utf8')).toContain(whole.includes(name) ? '' : name);
});

test('docs/reliability.md names tests', () => {
  expect(rows.length).toBeGreaterThan(30);
});
