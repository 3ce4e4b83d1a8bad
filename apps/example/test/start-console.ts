import { type CacheSettings, openCache } from '../src/cache.ts';
import type { ClientsOptions } from '../src/clients.ts';
import { type Connection, connect } from '../src/connections.ts';
import { createConsole } from '../src/console/console.ts';
import { type ConsoleServer, serveConsole } from '../src/console/server.ts';

interface ConsoleSettings {
  readonly real?: ClientsOptions;
  readonly cache?: CacheSettings;
  readonly port?: number;
}

export interface StartedConsole extends ConsoleServer {
  readonly connections: readonly Connection[];
}

/** Starts the console as the program does, with simulators of the providers that have no options. Port 0 is any port. */
export async function startConsole(settings: ConsoleSettings = {}): Promise<StartedConsole> {
  const { real = {}, cache: cacheSettings = {}, port = 0 } = settings;
  await using started = new AsyncDisposableStack();
  const cache = started.use(await openCache(cacheSettings));
  const connections = await connect(real);
  for (const connection of connections) started.use(connection);
  const running = started.use(await createConsole(connections, cache));
  const { url } = started.use(await serveConsole(running, port));
  const resources = started.move();
  return { url, connections, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
