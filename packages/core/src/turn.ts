import { sleep } from './abort.ts';
import type { Clock } from './clock.ts';
import type { Events } from './events.ts';
import type { SharedToken } from './shared-token.ts';
import type { HeldToken } from './token-lifetime.ts';

/** Either somebody else's new token, or the right to ask for one; `release` ends that right. */
export type Turn = { readonly adopted: HeldToken } | { readonly release: () => Promise<void> };

/** What taking a turn needs. */
export interface TurnContext {
  readonly shared: SharedToken;
  readonly clock: Clock;
  readonly events: Events;
  readonly signal: AbortSignal;
  /** How long a request may take, and so the lock be held: ms. */
  readonly timeout: number;
  /** Looks for a token that another process has shared meanwhile. */
  adopt(): Promise<HeldToken | undefined>;
}

const firstPause = 50;
const longestPause = 500;
const lockMargin = 1_000;

/**
 * One process asks, the others wait for what it shares. Whoever has waited for half of the deadline asks without the
 * lock: its holder is dead or very slow, and a request too many is better than a call that fails.
 */
export async function takeTurn({ shared, clock, events, signal, timeout, adopt }: TurnContext): Promise<Turn> {
  const start = clock.monotonic();
  const told = (turn: Turn) => {
    const duration = clock.monotonic() - start;
    if (waited) events.emit({ type: 'lock_waited', duration, adopted: 'adopted' in turn });
    return turn;
  };
  let waited = false;
  for (let pause = firstPause; ; pause = Math.min(longestPause, pause * 2)) {
    const adopted = await adopt();
    if (adopted !== undefined) return told({ adopted });
    const lock = await shared.lock(timeout + lockMargin);
    if (lock.state === 'acquired') {
      // Whoever held it until now has shared a token since we looked.
      const shared = await adopt();
      if (shared === undefined) return told(lock);
      await lock.release();
      return told({ adopted: shared });
    }
    if (lock.state === 'unavailable' || clock.monotonic() - start + pause > timeout / 2) return told(withoutLock);
    waited = true;
    await sleep(pause * (0.5 + Math.random() / 2), clock, signal);
  }
}

const withoutLock: Turn = { release: async () => {} };
