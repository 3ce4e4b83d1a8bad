import { setTimeout as pause } from 'node:timers/promises';

const interval = 100;
const longest = 4_000;
/** In bytes. */
const settled = 50_000;

/**
 * The bytes in use when the heap has stopped shrinking. Servers and sockets let go of requests that callers have left only
 * when the fault ends that holds them. Measured at once, they would hide a leak of their size.
 */
export async function heapUsed(): Promise<number> {
  const start = performance.now();
  let least = Number.POSITIVE_INFINITY;
  for (let still = 0; still < 10 && performance.now() - start < longest; ) {
    const used = collect();
    still = used < least - settled ? 0 : still + 1;
    least = Math.min(least, used);
    await pause(interval);
  }
  return least;
}

function collect(): number {
  if (globalThis.gc === undefined) throw new Error('Start node with --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

export function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
