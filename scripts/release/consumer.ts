// A program of somebody who installs packages from the registry.
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../probes.ts';
import type { Manifest } from '../workspace.ts';

export interface Consumer {
  /** Every installed copy of a package of this repository, such as `core 1.0.0`, in alphabetical order. */
  installed(): string[];
  /** Runs a program in the folder and returns what it prints. */
  run(program: string): Promise<string>;
}

/** Installs packages, such as `@grantkit/pulsoid@1`, into an empty folder. */
export async function install(home: string, env: NodeJS.ProcessEnv, ...packages: string[]): Promise<Consumer> {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true }));
  await run('npm', ['install', ...packages], { cwd: home, env, timeout: 120_000 });
  return {
    installed: () =>
      globSync('node_modules/**/@grantkit/*/package.json', { cwd: home })
        .map((file) => JSON.parse(readFileSync(join(home, file), 'utf8')) as Manifest)
        .map(({ name, version }) => `${name.replace('@grantkit/', '')} ${version}`)
        .toSorted(),
    run: async (program) => {
      const file = join(home, 'program.mjs');
      writeFileSync(file, program);
      const { stdout } = await run(process.execPath, [file], { cwd: home, timeout: 30_000 });
      return stdout.trim();
    },
  };
}
