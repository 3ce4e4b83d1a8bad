// Runs the packages' tests on another Node: `pnpm test:node 22.12`. `pnpm test` always runs them on Node 24, because the
// npm package `node` puts it first on the PATH of every `pnpm run`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { run } from './probes.ts';
import { root } from './workspace.ts';

const [version, ...filters] = process.argv.slice(2);
if (version === undefined) {
  console.error('Usage: npx -y pnpm@12.20.0 test:node VERSION [TEST_FILE…], where VERSION is, for example, 22.12');
  process.exit(2);
}

const home = mkdtempSync(join(tmpdir(), 'grantkit-node-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));
await run('npm', ['install', '--prefix', home, `node@${version}`], { timeout: 300_000 });
const bin = join(home, 'node_modules', 'node', 'bin');

// Some tests start a TypeScript file as a process, and one opens a SQLite database. Node 22.12 needs flags for both.
// The packages themselves need no flags: `pnpm check:runtimes` runs their build without flags.
const flags = ['--experimental-strip-types', '--experimental-sqlite', '--disable-warning=ExperimentalWarning'];
const { status } = spawnSync(
  join(bin, 'node'),
  // Without the example, because its tests start it without these flags. It is not published.
  [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', '!@grantkit/example', ...filters],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      // The processes that tests start must run on this Node too.
      PATH: [bin, process.env['PATH']].join(delimiter),
      ...(version.startsWith('22.') && { NODE_OPTIONS: flags.join(' ') }),
    },
  },
);
process.exitCode = status ?? 1;
