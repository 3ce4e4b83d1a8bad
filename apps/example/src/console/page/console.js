// Shows what the server reports.

/** @import { ConsoleState } from '../protocol.ts' */

import { followFeed } from './feed.js';
import { byId } from './fields.js';
import { LaneView } from './lane.js';
import { addEntry, clearTimeline, offerFilters } from './timeline.js';

/** @type {Map<string, LaneView>} */
const lanes = new Map();

/** The difference between the server's clock and this one, in ms. */
let clockDifference = 0;

/** Whether the entries that the server sends are new ones. It sends old ones until the first state. */
let isCaughtUp = false;

followFeed({
  onConnected() {
    showConnection('connected', 'Connected');
    clearTimeline();
    isCaughtUp = false;
  },
  onLost() {
    showConnection('lost', 'Lost the server. This page connects again when it is back.');
    for (const lane of lanes.values()) lane.lose();
  },
  onState: showState,
  onEntry(entry) {
    addEntry(entry);
    if (isCaughtUp && (entry.type === 'action' || entry.type === 'result')) lanes.get(entry.lane)?.tell(entry);
  },
});

// For users who asked for reduced motion, the bar moves only once a second.
const frame = matchMedia('(prefers-reduced-motion: reduce)').matches ? 1_000 : 100;
setInterval(() => {
  for (const lane of lanes.values()) lane.move(Date.now() + clockDifference);
}, frame);

/** @param {ConsoleState} state */
function showState({ now, cache, lanes: reported }) {
  // Another program has taken the port.
  if ([...lanes.keys()].some((known) => !reported.some(({ name }) => name === known))) return location.reload();
  clockDifference = now - Date.now();
  isCaughtUp = true;
  const where = cache.kind === 'redis' ? 'in Redis' : 'in memory';
  byId('cache', HTMLParagraphElement).textContent = `Shared cache ${where}, ${cache.sealed ? 'sealed' : 'not sealed'}`;
  for (const lane of reported) viewOf(lane.name).show(lane, now);
  offerFilters(reported.map(({ name }) => name));
}

/** @param {string} name */
function viewOf(name) {
  const known = lanes.get(name);
  if (known !== undefined) return known;
  const view = new LaneView();
  lanes.set(name, view);
  byId('lanes', HTMLDivElement).append(view.element);
  return view;
}

/**
 * @param {'connected' | 'lost'} connection
 * @param {string} text
 */
function showConnection(connection, text) {
  const element = byId('connection', HTMLParagraphElement);
  element.dataset['connection'] = connection;
  if (element.textContent !== text) element.textContent = text;
}
