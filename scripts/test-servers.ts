// Runs tests on real servers: `pnpm test:servers`, or `pnpm test:servers keycloak` for one of them. It starts each server,
// runs the tests of one package, and stops the server. Downloads stay in a cache outside the checkout.
import { runTests } from './servers/run-tests.ts';
import { type Suite, suites } from './servers/suites.ts';
import type { Row } from './servers/test-report.ts';

const names = process.argv.slice(2);
const known = new Set(suites.map(({ name }) => name));
const unknown = names.find((name) => !known.has(name));
if (unknown !== undefined) {
  console.error(`There is no server "${unknown}". Use one of these names: ${[...known].join(', ')}.`);
  process.exit(2);
}
// Exit handlers kill the servers and remove their files. A signal alone would end this process without calling them.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

const table: [server: string, Row][] = [];
for (const suite of suites.filter(({ name }) => names.length === 0 || names.includes(name)))
  for (const row of await run(suite)) table.push([suite.server, row]);

const width = Math.max(...table.map(([server]) => server.length));
console.log();
for (const [server, { what, result }] of table) console.log(`${server.padEnd(width)}  ${result.padEnd(7)}  ${what}`);
const failed = count('failed');
console.log(`\n${count('ok')} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function run(suite: Suite): Promise<readonly Row[]> {
  const problem = suite.problem();
  if (problem !== undefined) return [{ what: problem, result: 'skipped', count: 1 }];
  console.log(`\n=== ${suite.server}`);
  const started = Date.now();
  try {
    const server = await suite.start();
    console.log(`ready after ${Math.round((Date.now() - started) / 1000)} s`);
    try {
      return await runTests(suite, server.environment);
    } finally {
      await server.stop();
    }
  } catch (error) {
    console.error(error);
    return [{ what: 'The server did not start, or did not stop. See the error above', result: 'failed', count: 1 }];
  }
}

function count(wanted: Row['result']): number {
  return table.reduce((sum, [, { result, count: tests }]) => sum + (result === wanted ? tests : 0), 0);
}
