import type { Clock } from '@grantkit/core';
import { createEventQueue } from './event-queue.ts';

/** Time that passes only from one event to the next. It is the engine's clock, and everybody else's. */
export interface VirtualTime extends Clock {
  /** Runs at that instant. */
  at(instant: number, run: () => void): void;
  /** Resolves `ms` from now, rejects when the signal is aborted first. */
  pause(ms: number, signal?: AbortSignal): Promise<void>;
  /** Says that promises have been set going, and must come to rest before time goes on. */
  stir(): void;
  /** Lets everything happen that is to happen until `end`. */
  runUntil(end: number): Promise<void>;
}

export function createVirtualTime(): VirtualTime {
  const queue = createEventQueue();
  const epoch = Date.UTC(2026, 0, 1);
  let now = 0;
  let stirred = false;

  function after(ms: number, callback: () => void): () => void {
    const event = {
      at: now + ms,
      run: () => {
        stirred = true;
        callback();
      },
    };
    // Whoever sets a timer has begun something.
    stirred = true;
    queue.add(event);
    return () => Object.assign(event, { run: undefined });
  }

  return {
    now: () => epoch + now,
    monotonic: () => now,
    after,
    at: (instant, run) => queue.add({ at: instant, run }),
    pause: (ms, signal) =>
      new Promise((resolve, reject) => {
        const cancel = after(ms, resolve);
        signal?.addEventListener('abort', () => {
          cancel();
          reject(signal.reason);
        });
      }),
    stir() {
      stirred = true;
    },
    async runUntil(end) {
      for (let event = queue.take(end); event !== undefined; event = queue.take(end)) {
        if (event.run === undefined) continue;
        now = event.at;
        event.run();
        if (stirred) await atRest();
        stirred = false;
      }
      now = end;
    },
  };
}

/** Nothing in a simulation waits for the outside, so that all promises have run their course before this one. */
function atRest(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
