/** Counts what happens, and finds the busiest second: any 1,000 ms, wherever they begin. */
export interface Tally {
  /** How many in all. */
  readonly total: number;
  /** The busiest second, by kind, in the order of the kinds. */
  readonly peak: readonly number[];
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

  /** Drops what is more than a second ago. */
  function forget(now: number): void {
    for (let event = recent[oldest]; event !== undefined && event.at <= now - second; event = recent[oldest]) {
      add(event.kind, -1);
      oldest += 1;
    }
    // Cut off in one go: a shift for each would move the array every time.
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
