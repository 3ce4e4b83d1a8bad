import type { Clock } from '@grantkit/issuer';

/** The runtime's clock, whose time a test can move forward. Its timers run in real time. */
export interface MovingClock extends Clock {
  advance(ms: number): void;
}

export function createMovingClock(): MovingClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    monotonic: () => performance.now() + ahead,
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    advance(ms) {
      ahead += ms;
    },
  };
}
