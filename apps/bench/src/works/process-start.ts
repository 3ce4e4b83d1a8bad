import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../measure/bundle.ts';
import { figureOf, formatFigure, ratioOf } from '../measure/figure.ts';
import { installPackages } from '../measure/install-packages.ts';
import { targetOf } from '../server/server.ts';
import { byHand, figureIn, type Row, type Work } from './work.ts';

const adapter = 'Grantkit for Pulsoid';
const kinds = ['from node_modules', 'one bundle'] as const;

export const processStart: Work = {
  title: 'Process start to first token',
  text: 'From the start of a Node process until it has its first token from a server on loopback, against a script with bare `fetch`. Each program runs with its packages in `node_modules` (Grantkit as it is packed for npm), and as one bundle that is not minified.',
  whyBehind: 'A peer that is faster loads fewer files or less code.',
  async run({ peers, server, quick }) {
    const folder = mkdtempSync(join(tmpdir(), 'grantkit-bench-'));
    try {
      await installPackages(folder);
      const programs = peers.flatMap((peer) =>
        kinds.map((kind) => ({ ...peer, kind, path: join(folder, `${peer.file}-${kind}.mjs`) })),
      );
      for (const { file, kind, path } of programs) {
        writeFileSync(path, await bundle(programOf(file), { packagesOutside: kind === 'from node_modules' }));
      }
      const times = new Map<string, number[]>(programs.map(({ path }) => [path, []]));
      const target = JSON.stringify(targetOf(server));
      // The round -1 fills the file cache of the system.
      for (let round = quick ? 0 : -1; round < (quick ? 1 : 15); round += 1) {
        for (const { path } of programs) {
          const ms = await timeToToken(path, target);
          if (round >= 0) times.get(path)?.push(ms);
        }
      }
      const samples = (file: string, kind: string) => times.get(join(folder, `${file}-${kind}.mjs`)) ?? [];
      const rows: Row[] = peers.map(({ name, file }) => {
        const own = kinds.map((kind) => figureOf('ms', samples(file, kind)));
        const ratios = kinds.map((kind) => {
          return ratioOf(samples(file, kind), samples('fetch', kind));
        });
        return { name, cells: [...ratios, ...own] };
      });
      const goals = kinds.flatMap((kind, column) => [
        {
          work: `process start to first token, ${kind}`,
          baseline: `bare \`fetch\` = 1.00; ${byHand} ${formatFigure(figureIn(rows, byHand, column))}`,
          today: figureIn(rows, adapter, column),
          atMost: [1.2, 1.08][column] ?? 1,
        },
        {
          work: `process start to first token, ${kind}, against the same by hand`,
          baseline: `${byHand} = 1.00`,
          today: ratioOf(samples('grantkit-pulsoid', kind), samples('ky-valibot', kind)),
          // The goals above, divided by what ky and valibot by hand took on the machine where they were set: 1.14 and 1.06.
          atMost: [1.05, 1.02][column] ?? 1,
        },
      ]);
      return { columns: [...kinds, ...kinds.map((kind) => `time, ${kind}`)], rows, goals };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function programOf(file: string): string {
  return `import { peer } from '../peers/${file}.ts';
    await peer.create(JSON.parse(process.argv[2])).accessToken();
    process.stdout.write('token');`;
}

/** In ms. The process is ended as soon as it has its token. */
async function timeToToken(path: string, target: string): Promise<number> {
  const start = performance.now();
  const process_ = spawn(process.execPath, [path, target], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(process_, 'exit');
  const printed = await Promise.race([once(process_.stdout, 'data'), exit]);
  const ms = performance.now() - start;
  process_.kill('SIGKILL');
  await exit;
  if (`${printed[0]}` !== 'token') throw new Error(`${path} got no token`);
  return ms;
}
