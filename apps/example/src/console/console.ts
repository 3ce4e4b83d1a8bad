import type { OpenCache } from '../cache.ts';
import type { Connection } from '../connections.ts';
import { type ActionResult, act } from './actions.ts';
import { createFeed, type Feed } from './feed.ts';
import { type RunningLane, startLane } from './lane.ts';
import type { ConsoleState } from './protocol.ts';

/** A running program that uses the clients, and that a page can watch and disturb. */
export interface Console extends AsyncDisposable {
  readonly feed: Feed;
  act(lane: string, action: string): Promise<ActionResult>;
}

/** Starts a lane for each provider. It throws a `GrantError` with `invalid_config` if an option is wrong. */
export async function createConsole(connections: readonly Connection[], cache: OpenCache): Promise<Console> {
  const ended = new AbortController();
  const lanes = new Map<string, RunningLane>();
  const feed = createFeed(
    (): ConsoleState => ({
      now: Date.now(),
      cache: { kind: cache.kind, sealed: cache.sealed },
      lanes: [...lanes.values()].map((lane) => lane.state()),
    }),
  );

  async function end(): Promise<void> {
    feed.end();
    ended.abort();
    await Promise.all([...lanes.values()].map((lane) => lane[Symbol.asyncDispose]()));
  }

  try {
    for (const connection of connections) {
      lanes.set(connection.provider, await startLane(connection, { cache: cache.cache, feed, signal: ended.signal }));
    }
  } catch (error) {
    await end();
    throw error;
  }

  return {
    feed,
    async act(laneName, action) {
      const lane = lanes.get(laneName);
      return lane === undefined ? 'unknown' : act(lane, action);
    },
    [Symbol.asyncDispose]: end,
  };
}
