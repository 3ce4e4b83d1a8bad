import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { scenarios } from './scenarios.ts';
import { formatTable } from './table.ts';
import type { Answer, Question } from './thread.ts';

const seed = Number(process.argv[2] ?? 4);
const start = performance.now();
const rows = scenarios.map(() => Promise.withResolvers<readonly string[]>());
const remaining = scenarios.keys();

for (let index = 0; index < availableParallelism(); index += 1) {
  const thread = new Worker(new URL('./thread.ts', import.meta.url));
  const ask = () => {
    const { value: scenario } = remaining.next();
    if (scenario === undefined) void thread.terminate();
    else thread.postMessage({ scenario, seed } satisfies Question);
  };
  thread.on('message', ({ scenario, cells }: Answer) => {
    rows[scenario]?.resolve(cells);
    ask();
  });
  ask();
}

const table = formatTable(await Promise.all(rows.map(({ promise }) => promise)));
// The text on stdout depends only on the seed. The time goes to stderr, because it does not.
console.log(`Seed ${seed}: pnpm --silent --filter @grantkit/bench fleet ${seed}\n\n${table}`);
console.error(`\n${Math.round((performance.now() - start) / 1_000)} s`);
