import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { GrantErrorCode } from '@grantkit/core';
import { describe, expect, test } from 'vitest';
import { readMarkdown } from '../../site/src/markdown.ts';
import { adapters, connectAcme, failures, failWith, serverWords } from './failing-clients.ts';

const file = new URL('../../../docs/errors.md', import.meta.url);
const text = readFileSync(file, 'utf8');
const { anchors } = readMarkdown(text);
const codes = Object.keys(failures) as GrantErrorCode[];

test('every code is a heading, and every heading in lower case is a code', () => {
  const headings = [...text.matchAll(/^## (\S+)$/gm)].map(([, heading]) => heading);
  expect(headings.filter((heading) => heading?.toLowerCase() === heading).toSorted()).toEqual(codes.toSorted());
});

test('the table at the top has every code', () => {
  const [top = ''] = text.split('\n## What an error tells');
  expect(codes.filter((code) => !top.includes(`| [\`${code}\`](#${code}) `))).toEqual([]);
});

test('every section that an adapter names is tested below', () => {
  const packages = fileURLToPath(new URL('../../../packages/', import.meta.url));
  const sources = globSync('*/src/**/*.ts', { cwd: packages }).map((path) => readFileSync(packages + path, 'utf8'));
  const named = sources.flatMap((source) => [...source.matchAll(/errorPage: '#(\S+)'/g)].map(([, section]) => section));
  expect(named.toSorted()).toEqual(
    Object.values(adapters)
      .map(({ section }) => section)
      .toSorted(),
  );
});

describe.each(codes)('%s', (code) => {
  test('its section shows the message as it is printed', async () => {
    const { error } = await failWith(code, connectAcme);
    const [, section = ''] = text.split(`\n## ${code}\n`);
    expect(section.split('\n## ')[0]).toContain(`\n\`\`\`text\n${error.message}\n\`\`\`\n`);
  });

  test.each(Object.entries(adapters))('%s links to a heading that exists', async (_, { connect, section }) => {
    const { error, client } = await failWith(code, connect);
    const [page, anchor = ''] = error.docs.split('#');
    expect(page).toBe('https://github.com/grantkit/grantkit/blob/main/docs/errors.md');
    expect(anchors).toContain(anchor);
    expect([code, section]).toContain(anchor);
    // `explain()` shows the hint, which must not repeat what the server said.
    expect(JSON.stringify(client?.explain() ?? {})).not.toContain(serverWords);
  });
});

test.each(Object.entries(adapters))('%s has a section of its own, and some errors link to it', async (_, adapter) => {
  const links = await Promise.all(codes.map(async (code) => (await failWith(code, adapter.connect)).error.docs));
  expect(links.filter((link) => link.endsWith(`#${adapter.section}`))).not.toEqual([]);
});
