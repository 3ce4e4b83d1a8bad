import type { ConsoleState, TimelineEntry } from './protocol.ts';

/** A message of the server to its pages. */
export type FeedMessage =
  | { readonly event: 'state'; readonly data: ConsoleState }
  | { readonly event: 'entry'; readonly data: TimelineEntry };

export interface Feed {
  /** Adds an entry to the timeline, and says that the state has changed. */
  add(entry: Omit<TimelineEntry, 'id'>): void;
  /** Says that the state has changed. */
  changed(): void;
  /** The last entries and the state, and then everything that follows, until the signal is aborted or the feed ends. */
  subscribe(signal: AbortSignal): AsyncGenerator<FeedMessage, void>;
  end(): void;
}

const keptEntries = 100;
/** In ms. Otherwise a stampede would send a thousand states. */
const pause = 50;
/** In ms. The age of a token changes without an event. */
const heartbeat = 1_000;

interface Subscriber {
  entries: readonly TimelineEntry[];
  /** Whether its last state is old. The feed reads the state when it sends it, so a slow page gets only the newest state. */
  stale: boolean;
  wake(): void;
}

export function createFeed(readState: () => ConsoleState): Feed {
  let kept: readonly TimelineEntry[] = [];
  let lastId = 0;
  let ended = false;
  let waiting: NodeJS.Timeout | undefined;
  const subscribers = new Set<Subscriber>();
  const beat = setInterval(changed, heartbeat);

  function changed(): void {
    if (ended) return;
    waiting ??= setTimeout(() => {
      waiting = undefined;
      for (const subscriber of subscribers) {
        subscriber.stale = true;
        subscriber.wake();
      }
    }, pause);
  }

  return {
    changed,
    add(details) {
      lastId += 1;
      const entry = { id: lastId, ...details };
      kept = [...kept, entry].slice(-keptEntries);
      for (const subscriber of subscribers) subscriber.entries = [...subscriber.entries, entry].slice(-keptEntries);
      changed();
    },
    async *subscribe(signal) {
      const subscriber: Subscriber = { entries: kept, stale: true, wake() {} };
      subscribers.add(subscriber);
      const leave = () => subscriber.wake();
      signal.addEventListener('abort', leave);
      try {
        while (!ended && !signal.aborted) {
          const [entry, ...entries] = subscriber.entries;
          if (entry !== undefined) {
            subscriber.entries = entries;
            yield { event: 'entry', data: entry };
          } else if (subscriber.stale) {
            subscriber.stale = false;
            yield { event: 'state', data: readState() };
          } else {
            await new Promise<void>((resolve) => {
              subscriber.wake = resolve;
            });
          }
        }
      } finally {
        subscribers.delete(subscriber);
        signal.removeEventListener('abort', leave);
      }
    },
    end() {
      ended = true;
      clearInterval(beat);
      clearTimeout(waiting);
      for (const { wake } of subscribers) wake();
    },
  };
}
