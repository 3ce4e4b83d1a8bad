// Installs the packed packages in small programs of many kinds, and runs each one against the fake server of
// `@grantkit/testing`. A program passes if the last line that it prints is `ok`. Needs `turbo run build` first, and the
// npm registry: the programs' tools are too large to be installed with every clone. To run some programs only, name
// their folders as arguments.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthorizationServer } from '../packages/testing/src/index.ts';
import { run } from './probes.ts';
import { root } from './workspace.ts';

interface Consumer {
  readonly name: string;
  /** The folder of the program below `scripts/consumers`. */
  readonly folder: string;
  /** Arguments of `node` that check the program. */
  readonly commands: readonly (readonly string[])[];
}

const runCheck = ['--run', 'check'];
const kinds: Readonly<Record<string, string>> = {
  // The slowest programs come first. Otherwise the last one would run alone.
  next: 'Next.js, Node and edge runtime',
  nestjs: 'NestJS',
  'jest-ts-jest': 'Jest with ts-jest',
  'jest-babel-jest': 'Jest with babel-jest',
  'jest-esm': 'Jest with ES modules',
  commonjs: 'CommonJS on Node 22.12 and 26',
  'typescript-commonjs': 'TypeScript 5.8 and 7, CommonJS',
  lambda: 'AWS Lambda, bundled by esbuild',
  'vite-ssr': 'Vite SSR',
  bun: 'Bun',
  deno: 'Deno',
  workers: 'Cloudflare Workers',
};
const everyConsumer: readonly Consumer[] = [
  ...Object.entries(kinds).map(([folder, name]) => ({ name, folder, commands: [runCheck] })),
  ...['5.5', '5.9', '7'].flatMap((version) =>
    ['node16', 'nodenext', 'bundler'].map((resolution) => typescript(version, resolution)),
  ),
];
const named = process.argv.slice(2);
const unknown = named.filter((name) => !everyConsumer.some(({ folder }) => folder === name));
if (unknown.length > 0) throw new Error(`scripts/consumers has no program ${unknown.join(', ')}`);
const consumers = everyConsumer.filter(({ folder }) => named.length === 0 || named.includes(folder));

function typescript(version: string, resolution: string): Consumer {
  const out = `dist/${version}-${resolution}`;
  const module = resolution === 'bundler' ? 'esnext' : resolution;
  const options = ['--module', module, '--moduleResolution', resolution, '--outDir', out];
  return {
    name: `TypeScript ${version}, ${resolution}`,
    folder: 'typescript',
    commands: [[`node_modules/typescript-${version}/bin/tsc`, ...options], [`${out}/main.js`]],
  };
}

const home = mkdtempSync(join(tmpdir(), 'grantkit-consumers-'));

/** Makes one pnpm workspace of all programs. pnpm gives each program the packages that it names, and no others. */
async function install(): Promise<void> {
  cpSync(join(root, 'scripts', 'consumers'), home, { recursive: true });
  // The recipe tests the same service under vitest and under Jest.
  cpSync(join(root, 'apps', 'recipes', 'src', 'invoices.ts'), join(home, 'jest-ts-jest', 'invoices.ts'));
  const tarballs = await Promise.all(['core', 'issuer', 'smokeball', 'testing'].map(pack));
  const workspace = {
    packages: [...new Set(consumers.map(({ folder }) => folder))],
    overrides: Object.fromEntries(tarballs),
    // bun, deno and node put their binaries in place. The other scripts only check or speed up what is there.
    allowBuilds: { bun: true, deno: true, node: true },
    strictDepBuilds: false,
  };
  // For `billing-server.js`, which several programs are checked against.
  const shared = { private: true, type: 'module', devDependencies: { '@grantkit/testing': '*' } };
  writeFileSync(join(home, 'package.json'), JSON.stringify(shared));
  // JSON is YAML.
  writeFileSync(join(home, 'pnpm-workspace.yaml'), JSON.stringify(workspace));
  await run('pnpm', ['install', '--prefer-offline'], { cwd: home, timeout: 300_000 });
}

async function pack(directory: string): Promise<[name: string, tarball: string]> {
  const { stdout } = await run('pnpm', ['pack', '--json', '--pack-destination', home], {
    cwd: join(root, 'packages', directory),
  });
  const { filename } = JSON.parse(stdout) as { filename: string };
  return [`@grantkit/${directory}`, `file:${filename}`];
}

/** Runs the program, and returns what it printed if it fails. */
async function check({ folder, commands }: Consumer, url: string): Promise<string | undefined> {
  const env = { ...process.env, SMOKEBALL_URL: url, NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1' };
  let printed = { stdout: '', stderr: '' };
  try {
    for (const command of commands) {
      printed = await run('node', command, { cwd: join(home, folder), env, timeout: 180_000 });
    }
    if (printed.stdout.trimEnd().split('\n').at(-1) === 'ok') return undefined;
    return printed.stdout + printed.stderr || 'it printed nothing';
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    return stdout + stderr || message;
  }
}

let failed = 0;
const server = await createAuthorizationServer({
  dialect: 'smokeball',
  clients: [{ clientId: 'id', clientSecret: 'secret' }],
});
try {
  await install();
  const waiting = consumers.values();
  const work = async () => {
    for (const consumer of waiting) {
      const output = await check(consumer, server.url);
      if (output !== undefined) failed += 1;
      const firstLines = output?.trim().split('\n').slice(0, 15).join('\n       ');
      console.log(output === undefined ? `ok   ${consumer.name}` : `FAIL ${consumer.name}: ${firstLines}`);
    }
  };
  // Two at a time, because CI has two cores.
  await Promise.all([work(), work()]);
} finally {
  await server.close();
  rmSync(home, { recursive: true, force: true });
}
console.log(`${consumers.length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
