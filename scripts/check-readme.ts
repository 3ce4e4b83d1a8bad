// Checks the links of a packed README, which people read on npm, in node_modules and on GitHub.
import { posix } from 'node:path';
import { gitHubUrl, problemOf, targetOf } from '../apps/site/src/links.ts';
import { readMarkdown } from '../apps/site/src/markdown.ts';

/**
 * The links that do not work in all three places. npm resolves a relative link against the folder of the package, but loses
 * the branch if the link leaves that folder. The tarball has only the files that are published.
 */
export function brokenReadmeLinks(directory: string, text: string, shipped: readonly string[]): string[] {
  const folder = `packages/${directory}`;
  const from = `${folder}/README.md`;
  return readMarkdown(text).links.flatMap((href) => {
    const sibling = /^https:\/\/www\.npmjs\.com\/package\/@grantkit\/([^/#]+)/.exec(href)?.[1];
    if (sibling) return `${href}: write ${gitHubUrl({ file: `packages/${sibling}`, anchor: '' })}`;
    const target = targetOf(href, from);
    const isRelative = target !== undefined && !/^(https:|#)/.test(href);
    if (isRelative && !shipped.includes(posix.relative(folder, target.file)))
      return `${href} is not in the tarball: write ${gitHubUrl(target)}`;
    return problemOf(href, from) ?? [];
  });
}
