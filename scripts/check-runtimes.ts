// Runs one program on the build of core under Node, Bun, Deno and workerd. Needs `turbo run build` first, and the npm
// registry: the runtimes are too large to be installed with every clone.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './probes.ts';
import { root } from './workspace.ts';

const home = mkdtempSync(join(tmpdir(), 'grantkit-runtimes-'));
const installed = (name: string) => join(home, 'node_modules', '.bin', name);
const miniflare = join(home, 'node_modules', 'miniflare', 'dist', 'src', 'index.js');
const programs = join(root, 'scripts', 'runtimes');

/** One file with core in it, which is found as a user's program finds it: here through the example's node_modules. */
async function bundle(name: string): Promise<string> {
  const file = join(home, `${name}.mjs`);
  const env = { ...process.env, NODE_PATH: join(root, 'apps', 'example', 'node_modules') };
  await run(installed('esbuild'), [join(programs, `${name}.js`), '--bundle', '--format=esm', `--outfile=${file}`], {
    env,
  });
  return file;
}

await run('npm', ['install', '--prefix', home, 'bun@1', 'deno@2', 'esbuild@0', 'miniflare@4'], { timeout: 300_000 });
const main = await bundle('main');
const worker = await bundle('worker');
const runtimes: [name: string, command: string, args: string[]][] = [
  ['Node', 'node', [main]],
  ['Bun', installed('bun'), [main]],
  ['Deno', installed('deno'), ['run', '--no-lock', main]],
  ['workerd', 'node', [join(programs, 'miniflare.js'), worker, miniflare]],
];

let failed = 0;
for (const [name, command, args] of runtimes) {
  const outcome = await run(command, args, { cwd: home, timeout: 60_000 }).then(
    ({ stdout }) => stdout.trim(),
    (error: Error) => error.message,
  );
  if (outcome !== 'ok') failed += 1;
  console.log(outcome === 'ok' ? `ok   ${name}` : `FAIL ${name}: ${outcome}`);
}
rmSync(home, { recursive: true, force: true });
console.log(`${runtimes.length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
