// The events of all lanes, newest first.

/** @import { TimelineEntry } from '../protocol.ts' */

import { byId, copyTemplate, field, showTexts } from './fields.js';
import { formatTime } from './words.js';

const most = 100;
const list = byId('entries', HTMLOListElement);
const filter = byId('filter', HTMLSelectElement);
const nothing = byId('no-entries', HTMLParagraphElement);

filter.addEventListener('change', () => {
  for (const item of list.children) applyFilter(item);
  showWhetherEmpty();
});

/** @param {TimelineEntry} entry */
export function addEntry({ at, lane, type, text }) {
  const item = copyTemplate('entry');
  item.dataset['lane'] = lane;
  item.dataset['type'] = type;
  const time = field(item, 'time');
  time.setAttribute('datetime', new Date(at).toISOString());
  showTexts(item, { time: formatTime(at), lane, text });
  applyFilter(item);
  list.prepend(item);
  while (list.children.length > most) list.lastElementChild?.remove();
  showWhetherEmpty();
}

export function clearTimeline() {
  list.replaceChildren();
  showWhetherEmpty();
}

/** @param {readonly string[]} lanes */
export function offerFilters(lanes) {
  for (const lane of lanes) {
    if ([...filter.options].some(({ value }) => value === lane)) continue;
    filter.add(new Option(lane, lane));
  }
}

/** @param {Element} item */
function applyFilter(item) {
  if (item instanceof HTMLElement) item.hidden = filter.value !== '' && item.dataset['lane'] !== filter.value;
}

function showWhetherEmpty() {
  nothing.hidden = list.querySelector('li:not([hidden])') !== null;
}
