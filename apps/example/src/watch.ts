import { setTimeout } from 'node:timers/promises';
import type { GrantEvent, ProviderClient, TokenCache } from '@grantkit/core';
import { callApi } from './api-call.ts';
import type { Connection } from './connection.ts';
import { describeEvent } from './describe-event.ts';

export interface WatchOptions {
  readonly cache: TokenCache;
  /** ms from one round of calls to the next. */
  readonly period: number;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Uses a client of each provider once a period, and prints a line whenever one does more than serve what it has. */
export async function watch(connections: readonly Connection[], options: WatchOptions): Promise<void> {
  const { cache, period, print, signal } = options;
  const report = (provider: string, what: string, at = Date.now()) =>
    print(`${new Date(at).toTimeString().slice(0, 8)}  ${provider.padEnd(9)}  ${what}`);
  const onEvent = (event: GrantEvent) => {
    if (event.type !== 'served') report(event.provider, describeEvent(event), event.at);
  };
  const clients = connections.map((connection) => ({
    client: connection.createClient({ cache, onEvent }),
    path: connection.apiPath,
  }));

  try {
    for (let round = 0; ; round += 1) {
      await setTimeout(period, undefined, { signal });
      const target = connections[round % (2 * connections.length)];
      if (target?.simulator !== undefined) {
        // Left alone, tokens of an hour and of 58 days would give nothing to watch.
        target.simulator.rejectIssuedTokens();
        report(target.provider, 'the simulator forgets every token that it has issued');
      }
      await Promise.all(clients.map(({ client, path }) => use(client, path, signal)));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** What goes wrong is told by the client's events. */
async function use(client: ProviderClient, path: string | undefined, signal: AbortSignal): Promise<void> {
  if (path === undefined) await client.token({ signal }).catch(() => {});
  else await callApi(client, path, signal);
}
