// Runs one program on the build of core under Node, Bun, Deno and workerd, and runs clients in Workers as Workers keep
// them. Each Node also imports every library, because each package names its oldest Node in `engines`. Needs
// `turbo run build` first, and the npm registry: the runtimes are too large to be installed with every clone.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { entriesOf } from './check-manifest.ts';
import { checkWorkers } from './check-workers.ts';
import { run } from './probes.ts';
import { directories, readManifest, root } from './workspace.ts';

const home = mkdtempSync(join(tmpdir(), 'grantkit-runtimes-'));
const installed = (name: string) => join(home, 'node_modules', '.bin', name);
const miniflare = join(home, 'node_modules', 'miniflare', 'dist', 'src', 'index.js');
const programs = join(root, 'scripts', 'runtimes');
/** The oldest Node that the packages support, and the newest. The scripts' own Node is between them. */
const nodes = ['22.12', '26'];

/** Makes one file that contains core. It is resolved as in a user's program: through the example's node_modules. */
async function bundle(name: string): Promise<string> {
  const file = join(home, `${name}.mjs`);
  const env = { ...process.env, NODE_PATH: join(root, 'apps', 'example', 'node_modules') };
  await run(installed('esbuild'), [join(programs, `${name}.js`), '--bundle', '--format=esm', `--outfile=${file}`], {
    env,
  });
  return file;
}

const aliases = nodes.map((version) => `node-${version}@npm:node@${version}`);
await run('npm', ['install', '--prefix', home, 'bun@1', 'deno@2', 'esbuild@0', 'miniflare@4', ...aliases], {
  timeout: 300_000,
});
const libraries = directories.filter((name) => entriesOf(readManifest(name)).length > 0);
const builds = libraries.map((name) => pathToFileURL(join(root, 'packages', name, 'dist', 'index.js')).href);
const main = await bundle('main');
const worker = await bundle('worker');
const onNode = [...builds.flatMap((build) => ['--import', build]), main];
const runtimes: [name: string, command: string, args: string[]][] = [
  [`Node ${process.versions.node}`, process.execPath, onNode],
  ...nodes.map((version): [string, string, string[]] => [
    `Node ${version}`,
    join(home, 'node_modules', `node-${version}`, 'bin', 'node'),
    onNode,
  ]),
  ['Bun', installed('bun'), [main]],
  ['Deno', installed('deno'), ['run', '--no-lock', main]],
  ['workerd', 'node', [join(programs, 'miniflare.js'), worker, miniflare]],
];

let passed = 0;
let failed = 0;
function report(name: string, complaint: string | undefined): void {
  if (complaint === undefined) passed += 1;
  else failed += 1;
  console.log(complaint === undefined ? `ok   ${name}` : `FAIL ${name}: ${complaint}`);
}

for (const [name, command, args] of runtimes) {
  const outcome = await run(command, args, { cwd: home, timeout: 60_000 }).then(
    ({ stdout }) => stdout.trim(),
    (error: Error) => error.message,
  );
  report(name, outcome === 'ok' ? undefined : outcome);
}
const workers = await checkWorkers(join(home, 'node_modules'), await bundle('patterns'));
for (const { name, complaint } of workers) report(name, complaint);
rmSync(home, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
