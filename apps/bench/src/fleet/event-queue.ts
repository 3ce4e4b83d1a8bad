/** An event at a point in virtual time. Without `run` it was cancelled. */
export interface QueuedEvent {
  readonly at: number;
  run: (() => void) | undefined;
}

interface Entry {
  readonly event: QueuedEvent;
  /** Events at the same time run in the order in which they were added. Otherwise one seed could give two results. */
  readonly sequence: number;
}

/** A queue ordered by time. It is a binary heap, because a day of a thousand processes has some millions of events. */
export interface EventQueue {
  add(event: QueuedEvent): void;
  /** Removes and returns the earliest event; `undefined` if there is none until `end`. */
  take(end: number): QueuedEvent | undefined;
}

export function createEventQueue(): EventQueue {
  const heap: Entry[] = [];
  let added = 0;

  function rise(entry: Entry): void {
    let index = heap.length;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isEarlier(entry, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = entry;
  }

  function sink(entry: Entry): void {
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      const takesRight = left !== undefined && right !== undefined && isEarlier(right, left);
      const child = takesRight ? right : left;
      if (child === undefined || !isEarlier(child, entry)) break;
      heap[index] = child;
      index = 2 * index + (takesRight ? 2 : 1);
    }
    heap[index] = entry;
  }

  return {
    add(event) {
      added += 1;
      rise({ event, sequence: added });
    },
    take(end) {
      const first = heap[0];
      if (first === undefined || first.event.at > end) return undefined;
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) sink(last);
      return first.event;
    },
  };
}

function isEarlier(one: Entry, other: Entry): boolean {
  return one.event.at < other.event.at || (one.event.at === other.event.at && one.sequence < other.sequence);
}
