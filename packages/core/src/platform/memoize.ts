import { type Clock, systemClock } from './clock.ts';
import { isolatesRequests } from './runtime.ts';

/** Options of {@link memoizeSuccess}. */
export interface MemoizeOptions {
  /** How long callers may share one attempt to make the value, in ms. @default 10 000 */
  readonly timeout?: number | undefined;
  /** The clocks, for tests. @default the runtime's */
  readonly clock?: Clock | undefined;
}

/**
 * Makes a value at the first call, and keeps it. A failure is not kept, so the next call tries again. Calls at the same
 * time share one attempt, unless it is older than `timeout`: in a process that was frozen, it may never end.
 */
export function memoizeSuccess<T>(
  make: () => Promise<T>,
  { timeout = 10_000, clock = systemClock }: MemoizeOptions = {},
): () => Promise<T> {
  let made: { readonly value: T } | undefined;
  let pending: { readonly promise: Promise<T>; readonly until: number; readonly untilMonotonic: number } | undefined;
  return async () => {
    if (made !== undefined) return made.value;
    // In Workers an attempt ends with the request that made it.
    const isAlive = pending && clock.now() < pending.until && clock.monotonic() < pending.untilMonotonic;
    if (pending !== undefined && isAlive && !isolatesRequests()) return pending.promise;
    const promise = make();
    const attempt = { promise, until: clock.now() + timeout, untilMonotonic: clock.monotonic() + timeout };
    pending = attempt;
    try {
      const value = await promise;
      made ??= { value };
      return value;
    } finally {
      if (pending === attempt) pending = undefined;
    }
  };
}
