// A clone of HEAD in which the check of the generator can write packages and commit them.
import { join } from 'node:path';
import type { Check } from '../checks.ts';
import { complaints, run } from '../probes.ts';
import { root } from '../workspace.ts';

/** Clones HEAD as the branch `main`, with every dependency installed. */
export async function cloneHead(home: string): Promise<string> {
  const clone = join(home, 'repository');
  await run('git', ['clone', '--quiet', root, clone]);
  const git = (...args: string[]) => run('git', args, { cwd: clone });
  await git('checkout', '--quiet', '-B', 'main');
  // `check:packages` compares with the main branch of a remote. Without a remote, it compares with this clone's own.
  await git('remote', 'remove', 'origin');
  await git('config', 'user.name', 'check:generator');
  await git('config', 'user.email', 'check-generator@grantkit.example');
  await run('pnpm', ['install', '--frozen-lockfile', '--prefer-offline'], { cwd: clone, timeout: 300_000 });
  return clone;
}

/** Runs a command. The line of the report passes if the command succeeds. */
export async function step(what: string, cwd: string, command: string, ...args: string[]): Promise<Check> {
  return [what, await complaints(command, args, { cwd, timeout: 300_000 })];
}
