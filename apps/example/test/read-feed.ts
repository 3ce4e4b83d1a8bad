import type { ConsoleState, TimelineEntry } from '../src/console/protocol.ts';

/** Reads the feed as a page does. */
export interface FeedReader {
  /** All that the server has sent. */
  text(): string;
  /** The last state. */
  state(): ConsoleState | undefined;
  readonly entries: readonly TimelineEntry[];
  /** Resolves to what `find` returns, as soon as it returns something. It rejects if the feed ends before that. */
  until<Found>(find: () => Found | undefined): Promise<Found>;
  /** Resolves when the server has ended the feed. */
  readonly ended: Promise<void>;
}

export async function readFeed(url: string): Promise<FeedReader> {
  const { body } = await fetch(`${url}feed`);
  if (body === null) throw new Error('The feed has no body');
  const chunks = body.pipeThrough(new TextDecoderStream());
  const entries: TimelineEntry[] = [];
  let text = '';
  let read = 0;
  let state: ConsoleState | undefined;
  let isOver = false;
  let changed = Promise.withResolvers<void>();

  async function receive(): Promise<void> {
    for await (const chunk of chunks) {
      text += chunk;
      for (let end = text.indexOf('\n\n', read); end >= 0; end = text.indexOf('\n\n', read)) {
        const [, event, data = ''] = /^event: (.*)\ndata: (.*)$/.exec(text.slice(read, end)) ?? [];
        if (event === 'state') state = JSON.parse(data);
        if (event === 'entry') entries.push(JSON.parse(data));
        read = end + 2;
      }
      changed.resolve();
      changed = Promise.withResolvers();
    }
  }

  // A server that ends destroys the connection.
  const ended = receive()
    .catch(() => {})
    .then(() => {
      isOver = true;
      changed.resolve();
    });
  return {
    text: () => text,
    state: () => state,
    entries,
    async until(find) {
      for (;;) {
        const found = find();
        if (found !== undefined) return found;
        if (isOver) throw new Error(`The feed has ended. Its last entry: ${JSON.stringify(entries.at(-1))}`);
        await changed.promise;
      }
    },
    ended,
  };
}
