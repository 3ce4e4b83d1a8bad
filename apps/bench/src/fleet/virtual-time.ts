import type { Clock } from '@grantkit/core';
import { createEventQueue } from './event-queue.ts';

/** Time that moves only from one event to the next. It is the clock of the engine and of the whole simulation. */
export interface VirtualTime extends Clock {
  /** Calls `run` at this time, in ms since the start. */
  at(instant: number, run: () => void): void;
  /** Resolves after `ms` ms. It rejects if the signal is aborted earlier. */
  pause(ms: number, signal?: AbortSignal): Promise<void>;
  /** Notes that promises are pending. Time does not move on until they have settled. */
  stir(): void;
  /** Runs all events until `end`. */
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
    // Code that sets a timer may have started promises too.
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

/** Resolves when all promises have settled. That is so after one macrotask, because a simulation does no real I/O. */
function atRest(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
