import { mock } from 'node:test';

/** Runs `work` with a wall clock that only `advance` moves. Timers and the monotonic clock go on as they are. */
export async function inTestTime<T>(work: (advance: (ms: number) => void) => Promise<T>): Promise<T> {
  mock.timers.enable({ apis: ['Date'], now: Date.now() });
  try {
    return await work((ms) => mock.timers.tick(ms));
  } finally {
    mock.timers.reset();
  }
}
