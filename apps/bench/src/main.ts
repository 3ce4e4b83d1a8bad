// pnpm bench                      measures everything and rewrites results.json, the pages in docs, and their picture
// pnpm bench --pages              rewrites the pages and the picture from results.json
// pnpm bench cached-token ky-call prints these works only; `behaviours` is a name too
// pnpm bench --quick              checks that everything still runs, without good numbers
// pnpm bench --json FILE          says where the samples go
import { parseArgs } from 'node:util';
import type { Behaviour } from './behaviours/behaviour.ts';
import { behaviours } from './behaviours/index.ts';
import { type Observed, observeAll } from './behaviours/observe.ts';
import { isFigure } from './measure/figure.ts';
import { loadPeer, peerFiles } from './peers/index.ts';
import { outdated } from './report/outdated.ts';
import { resultsOf } from './report/results.ts';
import { behaviourSection, goalTable, workSection } from './report/sections.ts';
import { commitResults, committedResults, stalePages, writePages, writeSamples } from './report/write.ts';
import { startServer } from './server/server.ts';
import { works } from './works/index.ts';
import type { Work, WorkResult } from './works/work.ts';

const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    pages: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const { quick } = values;
const known = [...Object.keys(works), 'behaviours'];
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(', ')}. Expected some of ${known.join(', ')}`);
const wanted = (name: string) => names.length === 0 || names.includes(name);

let unhandledRejections = 0;
process.on('unhandledRejection', (error) => {
  unhandledRejections += 1;
  console.log('An unhandled rejection:', error);
});

let [passed, failed] = [0, 0];
/** Runs a part. Only a quick run goes on after a failure, because it counts them. */
async function attempt<T>(name: string, run: () => Promise<T>): Promise<T | undefined> {
  const start = performance.now();
  try {
    const result = await run();
    passed += 1;
    console.log(`ok   ${name}, ${((performance.now() - start) / 1_000).toFixed(1)} s`);
    return result;
  } catch (error) {
    if (!quick) throw error;
    failed += 1;
    console.log(`FAIL ${name}:`, error);
    return undefined;
  }
}

const peers = await Promise.all(peerFiles.map(loadPeer));
if (values.pages) {
  console.log(`Written: ${writePages(peers).join(', ')}`);
  process.exit();
}
const measured = new Map<Work, WorkResult>();
const observed = new Map<Behaviour, Observed>();
{
  await using server = await startServer();
  for (const [name, work] of Object.entries(works).filter(([name]) => wanted(name))) {
    const result = await attempt(name, () => work.run({ peers, server, quick }));
    if (result !== undefined) measured.set(work, result);
  }
}
for (const behaviour of wanted('behaviours') ? Object.values(behaviours).flat() : []) {
  const seen = await attempt(behaviour.title, () => observeAll(behaviour, peers, { quick }));
  if (seen !== undefined) observed.set(behaviour, seen);
}

const results = resultsOf({ peers, works: measured, behaviours: observed, unhandledRejections });
if (quick && names.length === 0) {
  const rows = [...measured.values()].flatMap((result) => result.rows);
  for (const { name } of peers) {
    await attempt(`${name} has a number`, async () => {
      if (!rows.some((row) => row.name === name && row.cells.some(isFigure))) throw new Error('There is none');
    });
  }
  await attempt('the committed results say what was observed', async () => {
    const different = outdated(committedResults(), results);
    if (different.length > 0)
      throw new Error(`Run all benchmarks again. These differ from the committed results: ${different.join('; ')}`);
  });
  await attempt('the pages in docs show the committed results', async () => {
    const stale = stalePages(peers);
    if (stale.length > 0) throw new Error(`Run \`pnpm bench --pages\`. It would change ${stale.join(', ')}`);
  });
}
console.log(`Samples: ${writeSamples(results, values.json)}`);
if (quick) {
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
} else if (names.length === 0) {
  commitResults(results);
  console.log(`Written: ${writePages(peers).join(', ')}`);
} else {
  console.log(goalTable([...measured.values()].flatMap(({ goals }) => goals)));
  for (const [work, result] of measured) console.log(`\n${workSection(work, result)}`);
  for (const [behaviour, seen] of observed) console.log(`\n${behaviourSection(behaviour, seen)}`);
}
