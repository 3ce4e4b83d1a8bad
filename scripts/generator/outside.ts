// `npm create @grantkit/provider` outside a workspace, with the packages as they would be published.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../checks.ts';
import { run } from '../probes.ts';
import { step } from './scratch.ts';

export interface Tarballs {
  readonly core: string;
  readonly testing: string;
  readonly generator: string;
}

/** Packs the packages that a provider package outside needs. They must be built. */
export async function packTarballs(clone: string, destination: string): Promise<Tarballs> {
  const pack = async (name: string): Promise<string> => {
    const cwd = join(clone, 'packages', name);
    const { stdout } = await run('pnpm', ['pack', '--json', '--pack-destination', destination], { cwd });
    return JSON.parse(stdout).filename;
  };
  return { core: await pack('core'), testing: await pack('testing'), generator: await pack('create-provider') };
}

/** Installs the tarballs in place of `^1.0.0`, because the registry does not have this commit's packages. */
export async function checkOutside(home: string, { core, testing, generator }: Tarballs): Promise<Check[]> {
  const [tool = '', work = '', old = '', user = ''] = ['tool', 'work', 'old', 'user'].map((name) => join(home, name));
  for (const folder of [tool, work, old, user]) mkdirSync(folder);
  const npm = (what: string, cwd: string, ...args: string[]) => step(`outside: ${what}`, cwd, 'npm', ...args);
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund'];
  const adapter = join(work, 'grantkit-acme-pay');
  const tsc59 = join(old, 'node_modules', 'typescript', 'bin', 'tsc');
  const create = ['acme-pay', '--auth', 'post', '--token-endpoint', 'https://auth.acme.example/token'];

  const checks = [
    await npm('npm installs the packed generator', tool, ...install, generator),
    await step('outside: it writes a package', work, join(tool, 'node_modules', '.bin', 'create-provider'), ...create),
    await npm('npm installs what the package needs', adapter, ...install, '--no-save', core, testing),
    await npm('the types are right', adapter, 'run', 'typecheck'),
    await npm('the tests pass', adapter, 'test'),
    await npm('TypeScript 5.9 installs', old, ...install, 'typescript@~5.9.0'),
    await step('outside: TypeScript 5.9 checks it', adapter, 'node', tsc59, '-p', 'tsconfig.json'),
    await step('outside: TypeScript 5.9 builds it', adapter, 'node', tsc59, '-p', 'tsconfig.build.json'),
    await npm('npm builds and packs it with TypeScript 7', adapter, 'pack', '--pack-destination', home),
  ];
  writeFileSync(
    join(user, 'package.json'),
    JSON.stringify({
      type: 'module',
      dependencies: {
        'grantkit-acme-pay': `file:${join(home, 'grantkit-acme-pay-0.0.0.tgz')}`,
        '@grantkit/testing': `file:${testing}`,
      },
      overrides: { '@grantkit/core': `file:${core}` },
    }),
  );
  writeFileSync(join(user, 'main.js'), readFileSync(join(import.meta.dirname, 'user.js')));
  checks.push(
    await npm('npm installs the packed provider elsewhere', user, ...install),
    await step('outside: the installed provider gets a token and calls the API', user, 'node', 'main.js'),
  );
  return checks;
}
