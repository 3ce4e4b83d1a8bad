import type { SharedToken } from '../cache/shared-token.ts';
import type { Events } from '../contract/events.ts';
import { sleep } from '../platform/abort.ts';
import type { Clock } from '../platform/clock.ts';
import type { HeldToken } from './token-lifetime.ts';

/** Either a token that is there already, or the right to ask for one; `release` ends that right. */
export type Turn = { readonly settled: HeldToken } | { readonly release: () => Promise<void> };

/** What taking a turn needs. */
export interface TurnContext {
  readonly shared: SharedToken;
  readonly clock: Clock;
  readonly events: Events;
  readonly signal: AbortSignal;
  /** How long a request may take, and so the lock be held: ms. */
  readonly timeout: number;
  /** When that time ends, in monotonic ms; it may have begun before this turn did. */
  readonly deadline: number;
  /** Looks for a token that another process has shared meanwhile. */
  adopt(): Promise<HeldToken | undefined>;
  /** The valid token that a renewal behind the callers can do with; none where somebody waits for a new one. */
  keep(): HeldToken | undefined;
  /** Whether asking would be refused here anyway, because attempts have failed a moment ago. */
  gated(): boolean;
}

/** Shares of the deadline. */
const secondLockAfter = 0.5;
const thirdLockAfter = 0.75;
const alonePast = 0.9;

const lockMargin = 1_000;

/**
 * One process asks, the others wait for what it shares. A holder that takes half of the deadline is dead or very slow:
 * then the others compete for a second lock, at three quarters for a third, and only at the end does each ask by
 * itself, because a request too many is better than a call that fails. A renewal behind keeps its token instead.
 */
export async function takeTurn(context: TurnContext): Promise<Turn> {
  const { shared, clock, events, timeout, deadline, adopt, keep, gated } = context;
  const start = clock.monotonic();
  let looks = 0;
  const told = (turn: Turn, adopted: boolean) => {
    if (looks > 0) events.emit({ type: 'lock_waited', duration: clock.monotonic() - start, adopted });
    return turn;
  };
  for (;;) {
    const adopted = await adopt();
    if (adopted !== undefined) return told({ settled: adopted }, true);
    if (gated()) return told(withoutLock, false);

    const spent = 1 - (deadline - clock.monotonic()) / timeout;
    const kept = spent < secondLockAfter ? undefined : keep();
    if (kept !== undefined) return told({ settled: kept }, false);
    const rank = spent < secondLockAfter ? 0 : spent < thirdLockAfter ? 1 : 2;
    const lock = await shared.lock(timeout + lockMargin, rank);
    if (lock.state === 'unavailable') return told(withoutLock, false);
    if (lock.state === 'acquired') {
      // Whoever held it until now has shared a token since we looked.
      const late = await adopt();
      if (late === undefined) return told(lock, false);
      await lock.release();
      return told({ settled: late }, true);
    }
    if (spent > alonePast && keep() === undefined) return told(withoutLock, false);
    await pause(looks, context);
    looks += 1;
  }
}

const withoutLock: Turn = { release: async () => {} };

const firstPause = 50;
const longestPause = 500;
/** Nobody waits for a renewal behind: it looks less often. */
const behind = { firstPause: 1_000, longestPause: 4_000 };

/** Never so long that the next share of the deadline is slept through. */
async function pause(looks: number, { clock, signal, timeout, keep }: TurnContext): Promise<void> {
  const dice = 0.5 + Math.random() / 2;
  const short = dice * Math.min(firstPause * 2 ** looks, longestPause, timeout / 20);
  if (keep() === undefined) return sleep(short, clock, signal);
  const long = dice * Math.min(behind.firstPause * 2 ** looks, behind.longestPause, timeout * 0.4);
  // As soon as its token is dead or given up, somebody may wait for it after all.
  for (const end = clock.monotonic() + long; clock.monotonic() < end && keep() !== undefined; ) {
    await sleep(Math.min(longestPause, end - clock.monotonic()), clock, signal);
  }
}
