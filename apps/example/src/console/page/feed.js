// What the server reports, for as long as somebody sees the page.

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
  /** @type {EventSource | undefined} */
  let feed;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retry;

  function connect() {
    feed = new EventSource('feed');
    feed.addEventListener('open', listener.onConnected);
    feed.addEventListener('state', ({ data }) => listener.onState(JSON.parse(data)));
    feed.addEventListener('entry', ({ data }) => listener.onEntry(JSON.parse(data)));
    feed.addEventListener('error', () => {
      listener.onLost();
      // The browser connects again by itself only after some failures.
      feed?.close();
      retry = setTimeout(connect, pause);
    });
  }

  // A browser opens six connections to a server, for all its tabs together. Feeds of hidden tabs would leave none.
  function connectWhileVisible() {
    feed?.close();
    clearTimeout(retry);
    if (document.visibilityState === 'visible') connect();
  }

  document.addEventListener('visibilitychange', connectWhileVisible);
  connectWhileVisible();
}
