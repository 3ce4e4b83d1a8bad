// Core has no behaviour for one provider, so its code names no provider of this repository. Comments may name a server
// as the reason for something.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './checks.ts';
import { git } from './git.ts';
import { withoutComments } from './probes.ts';
import { adapters, root } from './workspace.ts';

/** Companies and products that have no package of their own. */
const companies = ['forgerock', 'openam', 'cognito'];

/** Checks that these files of core name no provider. */
export async function checkCoreNames(files: readonly string[]): Promise<Check> {
  const candidates = await Promise.all(adapters.filter(isLong).map(withCodeBefore));
  const words = [...companies, ...candidates.filter(isDistinctive).map(({ name }) => name)];
  const isPartial = candidates.some(({ before }) => before === undefined);
  const places = files.flatMap((file) => {
    const text = readFileSync(join(root, 'packages/core', file), 'utf8');
    const code = withoutComments(text);
    return [
      ...adapters.filter((name) => hasWord(text, `@grantkit/${name}`)).map((name) => `${file}: @grantkit/${name}`),
      ...adapters.filter((name) => isHost(code, name)).map((name) => `${file}: a host of ${name}`),
      ...words.filter((name) => hasWord(code, name)).map((name) => `${file}: ${name}`),
    ];
  });
  return [
    `names no provider${isPartial ? ' (only packages and hosts: this clone does not have the history)' : ''}`,
    places,
  ];
}

interface Candidate {
  readonly name: string;
  /** Core's code before the adapter was added; `undefined` if this clone does not know it. */
  readonly before: string | undefined;
}

/** A short name, such as Line, X or Ring, is likely to be the name of a variable. */
function isLong(name: string): boolean {
  return name.length >= 5;
}

/** A word that core used before the adapter was added, such as `issuer`, is not the name of the adapter there. */
function isDistinctive({ name, before }: Candidate): boolean {
  return before !== undefined && !hasWord(before, name);
}

async function withCodeBefore(name: string): Promise<Candidate> {
  const added = await git('log', '--diff-filter=A', '--format=%H', '-1', '--', `packages/${name}/package.json`);
  const commit = added === '' ? 'HEAD' : `${added}^`;
  const code = await git('grep', '-h', '', commit, '--', 'packages/core/src');
  return { name, before: code === undefined ? undefined : withoutComments(code) };
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
