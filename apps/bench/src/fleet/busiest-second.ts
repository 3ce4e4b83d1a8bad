/** Counts events, and finds the busiest second. A second is any 1,000 ms, whenever they begin. */
export interface Tally {
  /** The number of all events. */
  readonly total: number;
  /** The events of the busiest second: a number for each kind. */
  readonly peak: readonly number[];
  /** Counts an event at this time in ms. The times must not decrease. */
  count(at: number, kind?: number): void;
}

const second = 1_000;

export function createTally(kinds = 1): Tally {
  const recent: { readonly at: number; readonly kind: number }[] = [];
  const counts = new Array<number>(kinds).fill(0);
  let oldest = 0;
  let most = 0;
  let total = 0;
  let peak = [...counts];

  function add(kind: number, change: number): void {
    counts[kind] = (counts[kind] ?? 0) + change;
  }

  /** Removes the events that are a second old or older. */
  function forget(now: number): void {
    for (let event = recent[oldest]; event !== undefined && event.at <= now - second; event = recent[oldest]) {
      add(event.kind, -1);
      oldest += 1;
    }
    // Removed in one go, because a shift for each event would move the whole array every time.
    if (oldest < 10_000) return;
    recent.splice(0, oldest);
    oldest = 0;
  }

  return {
    get total() {
      return total;
    },
    get peak() {
      return peak;
    },
    count(at, kind = 0) {
      total += 1;
      recent.push({ at, kind });
      add(kind, 1);
      forget(at);
      if (recent.length - oldest <= most) return;
      most = recent.length - oldest;
      peak = [...counts];
    },
  };
}
