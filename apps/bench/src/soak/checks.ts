/** What the soak test checks, in the order in which it prints the results. */
const titles = {
  expired: 'no call returned a token that the server calls expired',
  invalidated: 'no call returned a token that its client had invalidated',
  foreign: 'no call threw a foreign error, and no upload arrived damaged',
  unhandled: 'no unhandled rejection, no uncaught exception and no warning',
  ended: 'every call ended',
  recovery: 'every client worked again within a minute after the faults',
  heap: 'the heap is flat',
  handles: 'no timer, socket or listener is left, and the process ended by itself',
  leaks: 'no secret and no token in an error or event, or at another origin',
  cost: 'no client sent more token requests than its backoff allows',
} as const;

export type CheckName = keyof typeof titles;

export interface Checks {
  /** Notes that a check failed, and why. */
  fail(check: CheckName, reason: string): void;
  /** Adds a figure to a check's line. */
  note(check: CheckName, figure: string): void;
  /** Prints a line for each check, then `N passed, N failed`. Returns whether all passed. */
  print(): boolean;
}

const mostReasons = 5;

export function createChecks(): Checks {
  const reasons = new Map<CheckName, { count: number; readonly first: string[] }>();
  const figures = new Map<CheckName, string>();
  return {
    fail(check, reason) {
      const failed = reasons.get(check) ?? { count: 0, first: [] };
      failed.count += 1;
      if (failed.first.length < mostReasons) failed.first.push(reason);
      reasons.set(check, failed);
    },
    note: (check, figure) => void figures.set(check, figure),
    print() {
      for (const [check, title] of Object.entries(titles) as [CheckName, string][]) {
        const failed = reasons.get(check);
        const figure = figures.has(check) ? `: ${figures.get(check)}` : '';
        console.log(`${failed ? 'FAIL' : 'ok  '} ${title}${figure}${failed ? ` (${failed.count} times)` : ''}`);
        for (const reason of failed?.first ?? []) console.log(`       ${reason}`);
      }
      console.log(`${Object.keys(titles).length - reasons.size} passed, ${reasons.size} failed`);
      return reasons.size === 0;
    },
  };
}
