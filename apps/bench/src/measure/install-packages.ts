import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const app = join(import.meta.dirname, '..', '..');

/** Packs Grantkit and unpacks it into `node_modules`, next to links to the other packages that pnpm installed for this app. */
export async function installPackages(folder: string): Promise<void> {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@grantkit'), { recursive: true });
  for (const name of ['core', 'pulsoid']) {
    const source = join(app, '..', '..', 'packages', name);
    const { stdout } = await run('pnpm', ['pack', '--json', '--pack-destination', folder], { cwd: source });
    const { filename } = JSON.parse(stdout) as { filename: string };
    mkdirSync(join(modules, '@grantkit', name));
    await run('tar', ['-xzf', filename, '--strip-components=1', '-C', join(modules, '@grantkit', name)]);
  }
  const names = readdirSync(join(app, 'node_modules')).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(app, 'node_modules', name)).map((rest) => `${name}/${rest}`) : [name],
  );
  for (const name of names.filter((name) => !name.startsWith('.') && !name.startsWith('@grantkit/'))) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(app, 'node_modules', name), join(modules, name));
  }
}
