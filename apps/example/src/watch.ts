import { setTimeout } from 'node:timers/promises';
import type { GrantEvent, ProviderClient, TokenCache } from '@grantkit/core';
import { callApi } from './api-call.ts';
import type { Connection } from './connection.ts';
import { describeEvent } from './describe-event.ts';

/** Options of {@link watch}. */
export interface WatchOptions {
  readonly cache: TokenCache;
  /** The time between two rounds of calls, in ms. */
  readonly period: number;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Uses a client of each provider once per period. It prints a line for each event other than `served`. */
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
        // Otherwise nothing would happen for an hour, because the tokens are valid that long or longer.
        target.simulator.rejectIssuedTokens();
        report(target.provider, 'the simulator now rejects the tokens that it has issued');
      }
      await Promise.all(clients.map(({ client, path }) => use(client, path, signal)));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Ignores failures, because the client's events report them. */
async function use(client: ProviderClient, path: string | undefined, signal: AbortSignal): Promise<void> {
  if (path === undefined) await client.token({ signal }).catch(() => {});
  else await callApi(client, path, signal);
}
