// Shows that `check:packages` and `check:changesets` fail for each mistake in `cases.ts`, and for no ordinary change.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../checks.ts';
import { run } from '../probes.ts';
import { type Case, contributions, laterChanges, withoutMain } from './cases.ts';

/** Expects the new packages in the work tree of the clone, and commits them. The first one gets the faults. */
export async function checkFaults(clone: string, [name = '', ...others]: readonly string[]): Promise<Check[]> {
  const git = async (...args: string[]) => (await run('git', args, { cwd: clone })).stdout.trim();
  const hasHistory = (await git('rev-parse', '--is-shallow-repository')) === 'false';
  const checks: Check[] = [];
  const tryAll = async (cases: readonly Case[]) => {
    for (const one of cases) checks.push(await checkCase(clone, one));
  };

  await git('checkout', '--quiet', '-b', 'contribution');
  await git('add', '--all');
  await git('commit', '--quiet', '--no-verify', '--message', `Add ${name}`);
  await tryAll(contributions(name, others));
  await git('branch', '--force', 'main');
  await tryAll(laterChanges(name, hasHistory));
  await git('branch', '--delete', '--force', 'main');
  await tryAll([withoutMain(name)]);
  return checks;
}

async function checkCase(clone: string, { what, line, places = [], checked, files, change }: Case): Promise<Check> {
  const originals = files
    .map((file) => join(clone, file))
    .map((path): [string, string | undefined] => [path, existsSync(path) ? readFileSync(path, 'utf8') : undefined]);
  const write = (path: string, text: string | undefined) =>
    text === undefined ? rmSync(path) : writeFileSync(path, text);
  for (const [path, text] of originals) write(path, change(text ?? ''));
  const command = checked === undefined ? ['scripts/check-changesets.ts'] : ['scripts/check-packages.ts', checked];
  const report = await run('node', command, { cwd: clone }).then(
    ({ stdout }) => stdout,
    ({ stdout, message }: Error & { stdout?: string }) => stdout || message,
  );
  for (const [path, text] of originals) write(path, text);

  const lines = report.trim().split('\n');
  const others = lines.filter((found) => found.startsWith('FAIL ') && !found.startsWith(line));
  const isRight =
    others.length === 0 && [line, ...places].every((start) => lines.some((found) => found.startsWith(start)));
  return [`faults: ${what}`, isRight ? [] : ['Expected, and no other failure:', line, ...places, 'Found:', ...lines]];
}
