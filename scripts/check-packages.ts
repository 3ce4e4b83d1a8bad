// Checks the files of each package that `pnpm publish` would publish. Needs `turbo run build` first.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Check, checkManifest, entriesOf } from './check-manifest.ts';
import { complaints, importNoise, nodeImports, run, withoutComments } from './probes.ts';
import { adapters, directories, portable, readManifest, root } from './workspace.ts';

const tarballs = mkdtempSync(join(tmpdir(), 'grantkit-pack-'));
const required = ['dist/index.js', 'dist/index.d.ts', 'src/index.ts', 'package.json', 'README.md', 'LICENSE'];
const allowed = /^(dist\/|src\/|(package\.json|README\.md|LICENSE)$)/;
// `issuer` is a word of RFC 8414, and no company.
const companies = [...adapters.filter((name) => name !== 'issuer'), 'forgerock', 'openam', 'cognito'];
const providers = new RegExp(companies.join('|'), 'gi');

async function checkPackage(directory: string): Promise<Check[]> {
  const home = join(root, 'packages', directory);
  const manifest = readManifest(directory);
  const { stdout } = await run('pnpm', ['pack', '--json', '--pack-destination', tarballs], { cwd: home });
  const packed = JSON.parse(stdout) as { filename: string; files: { path: string }[] };
  const files = packed.files.map((file) => file.path);
  const modules = files.filter((file) => /^dist\/.*\.js$/.test(file));
  const search = (among: string[], find: (code: string) => string[]) =>
    among.flatMap((file) => find(readFileSync(join(home, file), 'utf8')).map((found) => `${file}: ${found}`));

  const attw = [packed.filename, '--profile', 'esm-only', '--format', 'ascii', '--no-color', '--no-emoji'];
  const checks: Check[] = [
    ['publint', await complaints('publint', ['run', packed.filename, '--strict'])],
    ['types resolve', await complaints('attw', attw)],
    ['tarball contains every required file', required.filter((file) => !files.includes(file))],
    ['tarball contains no other file', files.filter((file) => !allowed.test(file) || /\.test\.|\btests?\//.test(file))],
    // tsc never deletes files. Otherwise a file that was renamed in src would stay in dist and be published.
    [
      'every module in dist comes from src',
      modules.filter((file) => !files.includes(file.replace(/^dist\/(.*)\.js$/, 'src/$1.ts'))),
    ],
    ...checkManifest(directory, manifest),
  ];
  if (portable.includes(directory)) {
    checks.push(['imports no Node module', search(modules, nodeImports)]);
    // A Next.js build for the edge refuses a program that names such a member.
    const nodeMembers = (code: string) => withoutComments(code).match(/\bprocess\??\.\w+/g) ?? [];
    checks.push(['names no member of process', search(modules, nodeMembers)]);
  }
  if (directory === 'core') {
    const sources = files.filter((file) => file.startsWith('src/'));
    const naming = (code: string) => withoutComments(code).match(providers) ?? [];
    checks.push(['names no provider', search(sources, naming)]);
  }
  for (const [path, target] of entriesOf(manifest)) {
    const file = typeof target === 'string' ? target : target['default'];
    checks.push([`importing ${path} is silent and starts nothing`, await importNoise(join(home, file ?? ''))]);
  }
  return checks;
}

const results = await Promise.all(
  directories.map(async (name) => {
    const checks = await checkPackage(name).catch((error: Error): Check[] => [['packs', [error.message]]]);
    return checks.map(([what, problems]) => ({ what: `${name}: ${what}`, problems }));
  }),
);
rmSync(tarballs, { recursive: true, force: true });

for (const { what, problems } of results.flat()) {
  console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${what}`);
  for (const problem of problems) console.log(`       ${problem}`);
}
const failed = results.flat().filter(({ problems }) => problems.length > 0).length;
console.log(`${results.flat().length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
