import { onTestFinished } from 'vitest';
import type { Connection } from '../src/connections.ts';
import type { Action, Lane } from '../src/console/protocol.ts';
import { readSettings } from '../src/settings.ts';
import type { Environment } from '../src/variables.ts';
import { type FeedReader, readFeed } from './read-feed.ts';
import { startConsole } from './start-console.ts';

export interface TestConsole {
  readonly url: string;
  readonly connections: readonly Connection[];
  readonly feed: FeedReader;
  /** Presses a button as the page does; resolves to the status of the reply. */
  press(lane: string, action: Action): Promise<number>;
  /** Waits until the state of a lane is as the test wants it. */
  laneThat(name: string, fits: (lane: Lane) => boolean): Promise<Lane>;
}

/** Starts the console as `start --serve` does, on a free port, and reads its feed until the test is over. */
export async function openConsole(variables: Environment = {}): Promise<TestConsole> {
  const { clients, cache } = readSettings(variables);
  const started = await startConsole({ real: clients, cache });
  onTestFinished(() => started[Symbol.asyncDispose]());
  const { url, connections } = started;
  const feed = await readFeed(url);
  return {
    url,
    connections,
    feed,
    async press(lane, action) {
      const headers = { origin: new URL(url).origin };
      const reply = await fetch(`${url}lanes/${lane}/${action}`, { method: 'POST', headers });
      return reply.status;
    },
    laneThat(name, fits) {
      const find = () => feed.state()?.lanes.find((lane) => lane.name === name && fits(lane));
      return feed.until(find);
    },
  };
}
