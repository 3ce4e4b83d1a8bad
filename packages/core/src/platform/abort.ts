import type { Clock } from './clock.ts';

/**
 * Follows a promise until the signal is aborted, then rejects. The work behind the promise continues.
 *
 * @param reason makes the error of an abort; by default it is the signal's own reason.
 * @example
 * ```ts
 * import { untilAborted } from '@grantkit/core';
 *
 * function wait(shared: Promise<string>, signal: AbortSignal): Promise<string> {
 *   return untilAborted(shared, signal, () => new Error('The caller stopped waiting'));
 * }
 * ```
 */
export function untilAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  reason: () => unknown = () => signal.reason,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(reason());
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    // Without the removal, a signal that lives as long as the process would keep one listener for each call.
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Waits for `ms`, and rejects as soon as the signal is aborted. It leaves no timer behind. */
export function sleep(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  let cancel = () => {};
  const slept = new Promise<void>((resolve) => {
    cancel = clock.after(ms, resolve);
  });
  return untilAborted(slept, signal).finally(cancel);
}
