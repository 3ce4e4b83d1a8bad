import type { SharedToken } from '../cache/shared-token.ts';
import type { Events } from '../contract/events.ts';
import { sleep } from '../platform/abort.ts';
import type { Clock } from '../platform/clock.ts';
import type { HeldToken } from './token-lifetime.ts';

/** What a renewal continues with: a token that is there already, or the right of one process to ask for all. */
export type LockResult = { readonly held: HeldToken } | RenewalLock;

export interface RenewalLock {
  /** Releases the lock. A failed background renewal leaves its lock to expire, which spaces out a whole fleet. */
  release(granted: boolean): Promise<void>;
}

/** What a lock needs to know about its renewal. */
export interface RenewalLockContext {
  readonly shared: SharedToken;
  readonly clock: Clock;
  readonly events: Events;
  readonly signal: AbortSignal;
  readonly timeout: number;
  /** The end of `timeout`, in monotonic ms. */
  readonly deadline: number;
  /** Looks for a token that another process has shared. */
  fromCache(): Promise<HeldToken | undefined>;
  /** The valid token in memory, as long as no caller waits for a new one. */
  keep(): HeldToken | undefined;
  /** Whether the backoff holds back every attempt until the deadline. */
  heldBack(): boolean;
}

/** Shares of the deadline. Past them a renewal keeps its valid token, or asks without the lock. */
const keepPast = 1 / 2;
const alonePast = 0.9;

/** In ms, added to `timeout`, so that the lease of a background renewal lasts longer than its request. */
const backgroundMargin = 1_000;

/**
 * Lets one process ask while the others wait for the token that it shares.
 *
 * Renewals that callers wait for have a lock with a lease of a third of the deadline: if its holder is dead or slow,
 * another process asks next. Close to its deadline a renewal asks without the lock, because a request too many is
 * better than a call that fails. Background renewals have a lock of their own, and callers never wait for it.
 */
export async function takeRenewalLock(context: RenewalLockContext): Promise<LockResult> {
  const { shared, clock, events, timeout, deadline, fromCache, keep, heldBack } = context;
  const start = clock.monotonic();
  let looks = 0;
  const after = (result: LockResult, cached = false) => {
    if (looks > 0) events.emit({ type: 'lock_waited', duration: clock.monotonic() - start, fromCache: cached });
    return result;
  };
  for (;;) {
    const cached = await fromCache();
    if (cached !== undefined) return after({ held: cached }, true);
    if (heldBack()) return after(withoutLock);

    const spent = 1 - (deadline - clock.monotonic()) / timeout;
    const kept = keep();
    if (kept !== undefined && spent >= keepPast) return after({ held: kept });
    const background = kept !== undefined;
    const lock = background
      ? await shared.lock('background-lock', timeout + backgroundMargin)
      : await shared.lock('lock', callersLease(timeout));
    if (lock.state === 'unavailable') return after(withoutLock);
    if (lock.state === 'acquired') {
      // The process that held the lock until now may have shared a token since the last look.
      const late = await fromCache();
      if (late === undefined)
        return after({ release: async (granted) => (granted || !background ? lock.release() : undefined) });
      await lock.release();
      return after({ held: late }, true);
    }
    if (spent > alonePast && !background) return after(withoutLock);
    await pause(looks, context);
    looks += 1;
  }
}

/** The lease in ms: a third of the deadline, or more if it is short, because a reply may take two seconds. */
function callersLease(timeout: number): number {
  return Math.ceil(Math.max(timeout / 3, Math.min(timeout / 2, 2_000)));
}

/** A renewal that asks without a lock has nothing to release. */
export const withoutLock: RenewalLock = { release: async () => {} };

const firstPause = 50;
const longestPause = 500;
/** No caller waits for a background renewal, so it looks less often. */
const firstBackgroundPause = 1_000;
const longestBackgroundPause = 4_000;

/** Waits before the next look, with jitter. Otherwise all processes of a fleet would look at the same time. */
async function pause(looks: number, { clock, signal, timeout, keep }: RenewalLockContext): Promise<void> {
  const jitter = 0.5 + Math.random() / 2;
  // At most a twentieth of the deadline, so that a process looks again soon after a lease has ended.
  const short = jitter * Math.min(firstPause * 2 ** looks, longestPause, timeout / 20);
  if (keep() === undefined) return sleep(short, clock, signal);
  const long = jitter * Math.min(firstBackgroundPause * 2 ** looks, longestBackgroundPause, timeout * 0.4);
  // Callers may join this renewal as soon as the token is dead or invalidated. Then it must look again soon.
  for (const end = clock.monotonic() + long; clock.monotonic() < end && keep() !== undefined; ) {
    await sleep(Math.min(longestPause, end - clock.monotonic()), clock, signal);
  }
}
