// What the server reports, for as long as the page is open.

/** @import { ConsoleState, TimelineEntry } from '../protocol.ts' */

/**
 * @typedef {object} FeedListener
 * @property {(state: ConsoleState) => void} onState
 * @property {(entry: TimelineEntry) => void} onEntry
 * @property {() => void} onConnected The entries that follow start from the beginning.
 * @property {() => void} onLost
 */

const pause = 1_000;

/** @param {FeedListener} listener */
export function followFeed(listener) {
  const feed = new EventSource('feed');
  feed.addEventListener('open', listener.onConnected);
  feed.addEventListener('state', ({ data }) => listener.onState(JSON.parse(data)));
  feed.addEventListener('entry', ({ data }) => listener.onEntry(JSON.parse(data)));
  feed.addEventListener('error', () => {
    listener.onLost();
    // The browser connects again by itself only after some failures.
    feed.close();
    setTimeout(() => followFeed(listener), pause);
  });
}
