import { isGrantError, memoryTokenCache } from '@grantkit/core';
import { readCommandLine, usage } from './command-line.ts';
import { loadDotEnv } from './dot-env.ts';
import { isProblem } from './problem.ts';
import { connectPingAm } from './providers/pingam.ts';
import { connectPulsoid } from './providers/pulsoid.ts';
import { connectSmokeball } from './providers/smokeball.ts';
import { formatReport } from './report.ts';
import { readSettings } from './settings.ts';
import { tryOut } from './try-out.ts';
import { watch } from './watch.ts';

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  if (!isProblem(error)) throw error;
  console.error(error.message);
  return 1;
});

async function main(commandLine: readonly string[]): Promise<number> {
  const { help, once } = readCommandLine(commandLine);
  if (help) {
    console.log(usage);
    return 0;
  }

  loadDotEnv();
  const settings = readSettings(process.env);
  await using connections = new AsyncDisposableStack();
  const providers = [
    connections.use(await connectPulsoid(settings.pulsoid)),
    connections.use(await connectSmokeball(settings.smokeball)),
    connections.use(await connectPingAm(settings.pingam)),
  ];

  const cache = memoryTokenCache();
  const results = await Promise.all(providers.map((provider) => tryOut(provider, cache)));
  console.log(formatReport(results, process.stdout.columns));

  const failures = results.flatMap(({ outcome }) => (isGrantError(outcome) ? outcome : []));
  for (const { message } of failures) console.error(`\n${message}`);
  if (failures.length > 0) return 1;

  if (!once && process.stdout.isTTY) {
    console.log(
      '\nWatching: each API is called every 5 s, and simulators reject tokens now and then. Press Ctrl-C to end.\n',
    );
    const interrupted = new AbortController();
    process.once('SIGINT', () => interrupted.abort());
    await watch(providers, { cache, period: 5_000, print: console.log, signal: interrupted.signal });
  }
  return 0;
}
