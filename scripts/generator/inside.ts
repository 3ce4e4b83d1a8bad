// `pnpm new:provider` in a clone of this repository, for names that are words or parts of words in core.
import type { Check } from '../checks.ts';
import { step } from './scratch.ts';

/** The first one gets the faults of `faults.ts`. */
export const generated = ['sage', 'line', 'x', 'scope'];
const options = [['--auth', 'post'], ['--title', 'LINE & Co.'], ['--auth', 'basic-raw'], []];

export async function checkInside(clone: string): Promise<Check[]> {
  const checks: Check[] = [];
  for (const [index, name] of generated.entries()) {
    const urls = [
      '--token-endpoint',
      `https://auth.${name}.example/oauth/token`,
      '--api',
      `https://${name}.example/v2`,
    ];
    const args = ['new:provider', name, ...(options[index] ?? [])];
    checks.push(await step(`inside: pnpm ${args.join(' ')}`, clone, 'pnpm', ...args, ...urls));
  }
  const filters = generated.map((name) => `--filter=@grantkit/${name}`);
  const folders = generated.map((name) => `packages/${name}`);
  const turbo = (what: string, task: string, ...more: string[]) =>
    step(`inside: ${what}`, clone, 'pnpm', 'exec', 'turbo', 'run', task, ...filters, ...more);
  checks.push(
    await step('inside: the lockfile is current', clone, 'pnpm', 'install', '--frozen-lockfile', '--offline'),
    await step('inside: everything builds', clone, 'pnpm', 'build'),
    await turbo('types of the new packages and of core', 'typecheck', '--filter=@grantkit/core'),
    await step('inside: the linter accepts them', clone, 'pnpm', 'exec', 'biome', 'check', ...folders, 'README.md'),
    await turbo('their tests pass', 'test'),
    await step('inside: check:packages, also for core', clone, 'pnpm', 'check:packages', 'core', ...generated),
    await step('inside: check:api', clone, 'pnpm', 'check:api', ...generated),
    await step('inside: check:sizes', clone, 'pnpm', 'check:sizes'),
    await step('inside: changesets can read theirs', clone, 'pnpm', 'changeset', 'status', '--since=HEAD'),
  );
  return checks;
}
