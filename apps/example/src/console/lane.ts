import type { AccessToken, GrantEvent, ProviderClient, TokenCache } from '@grantkit/core';
import { callApi } from '../api-call.ts';
import type { Connection } from '../connections.ts';
import { describeEvent } from '../describe-event.ts';
import { countTokenRequests } from '../token-requests.ts';
import { createFaults, type Faults } from './faults.ts';
import type { Feed } from './feed.ts';
import type { Action, Counters, Lane, TimelineEntry } from './protocol.ts';
import { createTwin, type Twin } from './twin.ts';

/** A lane at work: its client, and for a simulator the twin and the faults that both simulators get. */
export interface RunningLane extends AsyncDisposable {
  readonly client: ProviderClient;
  readonly simulated: { readonly twin: Twin; readonly faults: Faults } | undefined;
  /** Ends all that the lane waits for. */
  readonly signal: AbortSignal;
  tokenRequests(): number;
  /** Makes one API call, lets the twin make the same call, and resolves to the result in words. */
  call(): Promise<string>;
  /**
   * Runs an action, or joins it if it runs already. Otherwise a key that is held down would start stampede after stampede,
   * and each would count the requests of the others.
   */
  run(name: Action, action: () => Promise<void>): Promise<void>;
  tell(type: TimelineEntry['type'], text: string, at?: number): void;
  state(): Lane;
}

export interface LaneContext {
  readonly cache: TokenCache;
  readonly feed: Feed;
  readonly signal: AbortSignal;
}

/** In ms. Only simulators have callers of their own. The program calls a real service only when a user presses a button. */
const callEvery = 500;

export async function startLane(connection: Connection, { cache, feed, signal }: LaneContext): Promise<RunningLane> {
  const { provider: name, simulator, apiPath } = connection;
  let counters = noEvents;
  let made = 0;
  let failed = 0;
  const running = new Map<Action, Promise<void>>();
  const requests = countTokenRequests();
  const client = connection.createClient({
    cache,
    fetch: requests.fetch,
    onEvent(event) {
      counters = count(counters, event);
      // Calls that get the token in memory are only counted. Otherwise they would fill the timeline.
      if (event.type === 'served') feed.changed();
      else tell(event.type, describeEvent(event), event.at);
    },
  });
  const twin = simulator && (await createTwin(simulator.provider, apiPath ?? '', signal));
  const faults = simulator && twin && createFaults([simulator, twin.simulator]);
  const simulated = twin && faults && { twin, faults };

  function tell(type: TimelineEntry['type'], text: string, at = Date.now()): void {
    feed.add({ at, lane: name, type, text });
  }

  async function call(): Promise<string> {
    made += 1;
    const [{ ok, text }] = await Promise.all([callOrToken(client, apiPath, signal), twin?.call()]);
    if (!ok) failed += 1;
    faults?.forgetRequests();
    feed.changed();
    return text.replace('\n', ', ');
  }

  const caller = simulated && setInterval(() => void call(), callEvery);
  return {
    client,
    simulated,
    signal,
    tell,
    call,
    tokenRequests: requests.count,
    run(name, action) {
      const joined = running.get(name);
      if (joined !== undefined) return joined;
      const started = action().finally(() => running.delete(name));
      running.set(name, started);
      return started;
    },
    state: () => ({
      name,
      simulator: faults?.state(),
      explanation: client.explain(),
      counters: { ...counters, tokenRequests: requests.count() },
      calls: { made, failed },
      without: twin?.counts(),
    }),
    async [Symbol.asyncDispose]() {
      clearInterval(caller);
      await twin?.[Symbol.asyncDispose]();
    },
  };
}

/** Asks for a token if no API is configured. */
async function callOrToken(client: ProviderClient, apiPath: string | undefined, signal: AbortSignal) {
  if (apiPath !== undefined) return callApi(client, apiPath, signal);
  const token: AccessToken | undefined = await client.token({ signal }).catch(() => undefined);
  return { ok: token !== undefined, text: token === undefined ? 'no token' : 'got a token. No API is configured' };
}

type EventCounters = Omit<Counters, 'tokenRequests'>;

const noEvents: EventCounters = { memory: 0, cache: 0, requested: 0, background: 0, replayed: 0 };

function count(counters: EventCounters, event: GrantEvent): EventCounters {
  switch (event.type) {
    case 'served':
      return { ...counters, memory: counters.memory + 1 };
    case 'from_cache':
      return { ...counters, cache: counters.cache + 1 };
    case 'requested':
      return {
        ...counters,
        requested: counters.requested + 1,
        background: counters.background + (event.background ? 1 : 0),
      };
    case 'replayed':
      return { ...counters, replayed: counters.replayed + 1 };
    default:
      return counters;
  }
}
