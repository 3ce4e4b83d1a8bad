// Core has no behaviour for one provider, so its code names no provider of this repository. Comments may name a server
// as the reason for something.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { git } from './git.ts';
import { withoutComments } from './probes.ts';
import { adapters, root } from './workspace.ts';

/** Companies and products that have no package of their own. */
const companies = ['forgerock', 'openam', 'cognito'];

/** The places where one of these files of core names a provider. */
export async function namedProviders(files: readonly string[]): Promise<string[]> {
  const words = [...companies, ...(await distinctiveNames())];
  return files.flatMap((file) => {
    const text = readFileSync(join(root, 'packages/core', file), 'utf8');
    const code = withoutComments(text);
    return [
      ...adapters.filter((name) => hasWord(text, `@grantkit/${name}`)).map((name) => `${file}: @grantkit/${name}`),
      ...adapters.filter((name) => isHost(code, name)).map((name) => `${file}: a host of ${name}`),
      ...words.filter((name) => hasWord(code, name)).map((name) => `${file}: ${name}`),
    ];
  });
}

/**
 * The adapters whose names can mean nothing else in core's code. A provider called Line, X or Ring has the name of a
 * variable. So a name is left out if it is short, or if core used the word before the adapter was added.
 */
async function distinctiveNames(): Promise<readonly string[]> {
  const checked = await Promise.all(
    adapters.map(async (name) => {
      if (name.length < 5) return [];
      const before = await coreBefore(name);
      return before === undefined || hasWord(before, name) ? [] : [name];
    }),
  );
  return checked.flat();
}

/** Core's code before the adapter was added; `undefined` if this clone does not know it. */
async function coreBefore(adapter: string): Promise<string | undefined> {
  const added = await git('log', '--diff-filter=A', '--format=%H', '-1', '--', `packages/${adapter}/package.json`);
  const commit = added === '' ? 'HEAD' : `${added}^`;
  const code = await git('grep', '-h', '', commit, '--', 'packages/core/src');
  return code === undefined ? undefined : withoutComments(code);
}

/** Whether the text has the name as a word or as a part of an identifier: `acme-pay` in `createAcmePayClient`. */
function hasWord(text: string, name: string): boolean {
  const hump = '(?<=[a-z0-9])(?=[A-Z])';
  const word = name.replaceAll('-', '[-_]?');
  return new RegExp(`(?:(?<![A-Za-z0-9])|${hump})(?i:${word})(?:(?![A-Za-z0-9])|${hump})`).test(text);
}

function isHost(code: string, name: string): boolean {
  return new RegExp(`//([\\w-]+\\.)*${name}\\.[a-z]`, 'i').test(code);
}
