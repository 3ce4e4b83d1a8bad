import events from 'node:events';
import { isGrantError } from '@grantkit/core';
import { openCache } from './cache.ts';
import { firstPort, readCommandLine, usage } from './command-line.ts';
import { connect } from './connections.ts';
import { createConsole } from './console/console.ts';
import { serveConsole } from './console/server.ts';
import { loadDotEnv } from './dot-env.ts';
import { isProblem } from './problem.ts';
import { formatReport } from './report.ts';
import { readSettings } from './settings.ts';
import { tryOut } from './try-out.ts';

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  if (!isProblem(error)) throw error;
  console.error(error.message);
  return 1;
});

async function main(commandLine: readonly string[]): Promise<number> {
  const { help, once, serve } = readCommandLine(commandLine);
  if (help) {
    console.log(usage);
    return 0;
  }

  loadDotEnv();
  const settings = readSettings(process.env);
  await using resources = new AsyncDisposableStack();
  const cache = resources.use(await openCache(settings.cache));
  const connections = await connect(settings.clients);
  for (const connection of connections) resources.use(connection);

  const results = await Promise.all(connections.map((connection) => tryOut(connection, cache.cache)));
  console.log(formatReport(results, process.stdout.columns));

  const failures = results.flatMap(({ outcome }) => (isGrantError(outcome) ? outcome : []));
  for (const { message } of failures) console.error(`\n${message}`);
  const serves = serve || (!once && process.stdout.isTTY);
  // Without its client, a provider has nothing to show on the page.
  const isComplete = results.every(({ explanation }) => explanation !== undefined);
  if (!serves || !isComplete) return failures.length > 0 ? 1 : 0;

  const running = resources.use(await createConsole(connections, cache));
  const { url } = resources.use(await serveConsole(running, firstPort));
  console.log(`\nThe page that shows what the clients do: ${url}\nPress Ctrl-C to end.`);
  await Promise.race([events.once(process, 'SIGINT'), events.once(process, 'SIGTERM')]);
  await resources.disposeAsync();
  // Otherwise a renewal that waits for its next attempt would keep the program alive for seconds.
  process.exit(0);
}
