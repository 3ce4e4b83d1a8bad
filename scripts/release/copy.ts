// A copy of the last commit, in which versions can be written, committed and published.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../probes.ts';
import { directories, readManifest, root } from '../workspace.ts';
import type { Bump, Versions } from './versions.ts';

export interface Copy {
  /** The versions of all packages. */
  versions(): Versions;
  /** The packages that were never released: changesets has written no changelog for them. */
  unreleased(): string[];
  /** Whether changesets wait for a release. */
  waits(): boolean;
  /** Commits a changeset for these packages. */
  change(bumps: Readonly<Record<string, Bump>>): Promise<void>;
  /** Runs a script of package.json, such as `release`, and returns what it printed. It rejects if the script fails. */
  script(name: string): Promise<string>;
  commit(message: string): Promise<void>;
}

/** `home` is the folder of the copy, which does not exist yet. `env` is the environment of the scripts. */
export async function makeCopy(home: string, env: NodeJS.ProcessEnv): Promise<Copy> {
  await run('git', ['clone', '--quiet', root, home]);
  // Changesets searches the history for the commit that added each changeset. In a clone of a shallow clone, it would wait
  // for the rest of the history for ever. So the copy has a history of its own.
  rmSync(join(home, '.git'), { recursive: true });
  const git = (...args: string[]) => run('git', args, { cwd: home });
  await git('init', '--quiet');
  // `changeset publish` makes annotated tags, for which git needs a name.
  await git('config', 'user.name', 'Rehearsal');
  await git('config', 'user.email', 'rehearsal@example.com');
  await git('config', 'commit.gpgsign', 'false');
  await git('config', 'tag.gpgsign', 'false');
  const commit = async (message: string) => {
    await git('add', '--all');
    await git('commit', '--quiet', '--no-verify', '--message', message);
  };
  await commit('Copy');
  // This uses the user's own registry, because pnpm's store usually has the packages of the lockfile already.
  await run('pnpm', ['install', '--frozen-lockfile', '--prefer-offline'], { cwd: home, timeout: 300_000 });

  let changes = 0;
  return {
    versions: () => Object.fromEntries(directories.map((name) => [name, readManifest(name, home).version])),
    unreleased: () => directories.filter((name) => !existsSync(join(home, 'packages', name, 'CHANGELOG.md'))),
    waits: () => readdirSync(join(home, '.changeset')).some((file) => file.endsWith('.md') && file !== 'README.md'),
    change: async (bumps) => {
      changes += 1;
      const lines = Object.entries(bumps).map(([name, bump]) => `'@grantkit/${name}': ${bump}`);
      const text = ['---', ...lines, '---', '', 'A change of the rehearsal.', ''].join('\n');
      writeFileSync(join(home, '.changeset', `rehearsal-${changes}.md`), text);
      await commit('Change something');
    },
    script: async (name) => (await run('pnpm', [name], { cwd: home, env, timeout: 300_000 })).stdout,
    commit,
  };
}
