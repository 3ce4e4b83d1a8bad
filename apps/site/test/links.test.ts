import { describe, expect, it } from 'vitest';
import { problemOf, siteLink } from '../src/links.ts';
import { readMarkdown, slugOf } from '../src/markdown.ts';
import { addressOf, pathOf } from '../src/pages.ts';

const repository = 'https://github.com/grantkit/grantkit';

describe('a link of a document', () => {
  const from = 'docs/recipes/mcp.md';

  it('to a page leads to the page of the site', () => {
    expect(siteLink('../glossary.md', from)).toBe('/glossary.md');
    expect(siteLink('proxies.md#undici', from)).toBe('/recipes/proxies.md#undici');
  });

  it('to the folder of a package leads to its README', () => {
    expect(siteLink('../../packages/core', from)).toBe('/packages/core/index.md');
    expect(siteLink('../decisions/', from)).toBe('/decisions/index.md');
  });

  it('to a source file or a folder without a page leads to GitHub', () => {
    expect(siteLink('../../apps/recipes/test/mcp.test.ts', from)).toBe(
      `${repository}/blob/main/apps/recipes/test/mcp.test.ts`,
    );
    expect(siteLink('../../packages/core/src', from)).toBe(`${repository}/tree/main/packages/core/src`);
    expect(siteLink('../../apps/example', from)).toBe(`${repository}/tree/main/apps/example`);
  });

  it('to the README of the repository leads to the start page', () => {
    expect(siteLink('../../README.md#packages', from)).toBe('/index.md#packages');
  });

  it('to a page on GitHub leads to the page of the site', () => {
    expect(siteLink(`${repository}/blob/main/docs/toolchains.md#jest`, from)).toBe('/toolchains.md#jest');
    expect(siteLink(`${repository}/tree/main/packages/redis`, from)).toBe('/packages/redis/index.md');
  });

  it('to another site, and inside its page, stays as it is', () => {
    expect(siteLink('https://valibot.dev', from)).toBe('https://valibot.dev');
    expect(siteLink(`${repository}/security/advisories/new`, from)).toBe(`${repository}/security/advisories/new`);
    expect(siteLink('#use', from)).toBe('#use');
  });
});

describe('a broken link', () => {
  it.each([
    ['no-such-page.md', 'docs/no-such-page.md does not exist'],
    ['toolchains.md#no-such-heading', 'has no heading for #no-such-heading'],
    [`${repository}/blob/main/docs/toolchains.md#nothing`, 'has no heading for #nothing'],
    [`${repository}/blob/main/docs/nothing.md`, 'docs/nothing.md does not exist'],
    [`${repository}/blob/HEAD/docs/toolchains.md`, 'only the branch main'],
    ['/glossary.md', 'use a relative link'],
  ])('is told from a link that leads somewhere: %s', (href, problem) => {
    expect(problemOf(href, 'docs/architecture.md')).toContain(problem);
    expect(problemOf('toolchains.md#jest', 'docs/architecture.md')).toBeUndefined();
  });
});

describe('a page', () => {
  it.each([
    ['README.md', '/'],
    ['docs/errors.md', '/errors'],
    ['docs/recipes/README.md', '/recipes/'],
    ['packages/core/README.md', '/packages/core/'],
    ['CONTRIBUTING.md', '/contributing'],
    ['apps/site/reference/@grantkit/core/classes/GrantError.md', '/reference/core/classes/GrantError'],
  ])('has an address: %s', (file, address) => {
    expect(addressOf(pathOf(file) ?? '')).toBe(address);
  });

  it('is not made of other READMEs and changelogs', () => {
    expect(['apps/bench/README.md', 'packages/core/CHANGELOG.md'].map(pathOf)).toEqual([undefined, undefined]);
  });
});

describe('a heading', () => {
  it.each([
    ['invalid_client', 'invalid_client'],
    ['token() and api', 'token-and-api'],
    ['Before & after', 'before--after'],
    ['What is “small”?', 'what-is-small'],
  ])('has the anchor that GitHub gives it: %s', (heading, anchor) => {
    expect(slugOf(heading)).toBe(anchor);
  });

  it('is numbered when the page has it twice', () => {
    expect([...readMarkdown('# A\n\n## Use\n\n## Use\n').anchors]).toEqual(['a', 'use', 'use-1']);
  });
});

it('a link in code is not a link', () => {
  expect(readMarkdown('`[a](b.md)` [c](d.md)\n\n```md\n[e](f.md)\n```\n\n[g]: h.md\n[i][g]').links).toEqual([
    'd.md',
    'h.md',
  ]);
});
