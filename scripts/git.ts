// What git knows about this clone. A copy without a history, or a shallow clone, knows less.
import { run } from './probes.ts';
import { root } from './workspace.ts';

/** The output of a git command; `undefined` if git fails, for instance because a commit is not in a shallow clone. */
export async function git(...args: string[]): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', ['-c', 'core.quotePath=false', ...args], { cwd: root, maxBuffer: 100_000_000 });
    return stdout.trim();
  } catch {
    return undefined;
  }
}

/** The commit in which this branch left the main branch; `undefined` if this clone does not have it. */
export async function mergeBase(): Promise<string | undefined> {
  const refs = async (pattern: string) => (await git('for-each-ref', '--format=%(refname)', pattern)) || undefined;
  const main = (await refs('refs/remotes/*/main')) ?? (await refs('refs/heads/main'));
  return main === undefined ? undefined : git('merge-base', 'HEAD', ...main.split('\n'));
}
