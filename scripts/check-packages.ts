// Checks the files of each package that `pnpm publish` would publish, and what a contribution needs besides. Needs
// `turbo run build` first. `pnpm check:packages acme` checks one package.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAnnouncements, checkScope } from './check-contribution.ts';
import { checkCoreNames } from './check-core-names.ts';
import { checkManifest, entriesOf } from './check-manifest.ts';
import { checkQuirks } from './check-quirks.ts';
import { brokenReadmeLinks } from './check-readme.ts';
import { type Check, report } from './checks.ts';
import { differingRows, readmes } from './option-rows.ts';
import { complaints, importNoise, nodeImports, run, withoutComments } from './probes.ts';
import { adapters, chosenPackages, portable, readManifest, root } from './workspace.ts';

const tarballs = mkdtempSync(join(tmpdir(), 'grantkit-pack-'));
const library = ['dist/index.js', 'dist/index.d.ts', 'src/index.ts'];
const always = ['package.json', 'README.md', 'LICENSE'];
const allowed = /^(dist\/|src\/|(package\.json|README\.md|LICENSE)$)/;

async function checkPackage(directory: string): Promise<Check[]> {
  const home = join(root, 'packages', directory);
  const manifest = readManifest(directory);
  const { stdout } = await run('pnpm', ['pack', '--json', '--pack-destination', tarballs], { cwd: home });
  const packed = JSON.parse(stdout) as { filename: string; files: { path: string }[] };
  const files = packed.files.map((file) => file.path);
  const modules = files.filter((file) => /^dist\/.*\.js$/.test(file));
  const search = (among: string[], find: (code: string) => string[]) =>
    among.flatMap((file) => find(readFileSync(join(home, file), 'utf8')).map((found) => `${file}: ${found}`));

  const entries = entriesOf(manifest);
  const programs = Object.values(manifest.bin ?? {}).map((file) => file.replace('./', ''));
  const required = [...(entries.length > 0 ? library : programs), ...always];
  const sources = files.filter((file) => file.startsWith('src/'));
  // A library has one module per entry, and one for what its entries share. A program has one per source.
  const built =
    entries.length > 0
      ? [...entries.map(([, target]) => moduleOf(target).replace('./', '')), 'dist/shared.js']
      : sources.map((file) => file.replace(/^src\/(.*)\.ts$/, 'dist/$1.js'));
  // The template of the generator is a whole package, with tests.
  const rest = files.filter((file) => !(directory === 'create-provider' && file.startsWith('template/')));

  const readme = await run('tar', ['-xOf', packed.filename, 'package/README.md']);
  const attw = [packed.filename, '--profile', 'esm-only', '--format', 'ascii', '--no-color', '--no-emoji'];
  const checks: Check[] = [
    ['publint', await complaints('publint', ['run', packed.filename, '--strict'])],
    ['types resolve', entries.length > 0 ? await complaints('attw', attw) : []],
    ['tarball contains every required file', required.filter((file) => !files.includes(file))],
    ['tarball contains no other file', rest.filter((file) => !allowed.test(file) || /\.test\.|\btests?\//.test(file))],
    ['links of the README work on npm and in the tarball', brokenReadmeLinks(directory, readme.stdout, files)],
    // No build deletes files. Otherwise a file that was renamed in src would stay in dist and be published.
    ['dist has the modules of this build', modules.filter((file) => !built.includes(file))],
    ...checkManifest(directory, manifest),
    ...checkAnnouncements(directory, manifest),
    ...(adapters.includes(directory) ? checkQuirks(directory) : []),
  ];
  const own = readmes.filter((readme) => readme.startsWith(`packages/${directory}/`));
  if (own.length > 0) checks.push(["option rows are core's", own.flatMap(differingRows)]);
  if (portable.includes(directory)) {
    checks.push(['imports no Node module', search(modules, nodeImports)]);
    // A Next.js build for the edge refuses a program that names such a member.
    const nodeMembers = (code: string) => withoutComments(code).match(/\bprocess\??\.\w+/g) ?? [];
    checks.push(['names no member of process', search(modules, nodeMembers)]);
  }
  if (directory === 'core') {
    checks.push(await checkCoreNames(sources));
  }
  for (const [path, target] of entries) {
    checks.push([`importing ${path} is silent and starts nothing`, await importNoise(join(home, moduleOf(target)))]);
  }
  return checks;
}

function moduleOf(target: string | Record<string, string>): string {
  return typeof target === 'string' ? target : (target['default'] ?? '');
}

const chosen = chosenPackages(process.argv.slice(2));
const perPackage = await Promise.all(
  chosen.map(async (name) => {
    const checks = await checkPackage(name).catch((error: Error): Check[] => [['packs', [error.message]]]);
    return checks.map(([what, problems]): Check => [`${name}: ${what}`, problems]);
  }),
);
rmSync(tarballs, { recursive: true, force: true });

report([...perPackage.flat(), await checkScope()]);
