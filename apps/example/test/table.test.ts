import { expect, test } from 'vitest';
import { formatTable } from '../src/table.ts';

const columns = [
  { title: 'name', width: 10 },
  { title: 'address', width: 20 },
];
const rows = [['one\ntwo', 'https://example.com/a/rather/long/path']];

test('wraps cells before the slashes of a path', () => {
  expect(formatTable(columns, rows)).toBe(`NAME  ADDRESS
─────────────────────────
one   https://example.com
two   /a/rather/long/path`);
});

test('lists the cells of each row if the terminal is too narrow for the table', () => {
  expect(formatTable(columns, rows, 25)).toContain('─');
  expect(formatTable(columns, rows, 24)).toBe(`NAME     one two
ADDRESS  https://example.com/a/rather/long/path`);
});
