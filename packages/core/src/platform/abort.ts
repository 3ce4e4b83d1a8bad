import type { Clock } from './clock.ts';

/**
 * Follows a promise until the signal is aborted, and then rejects with `reason`, by default the signal's own: a caller
 * is freed, and what others wait for too goes on.
 *
 * @example
 * ```ts
 * import { untilAborted } from '@grantkit/core';
 *
 * function wait(shared: Promise<string>, signal: AbortSignal): Promise<string> {
 *   return untilAborted(shared, signal, () => new Error('gave up'));
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
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Resolves `ms` from now, rejects as soon as the signal is aborted; leaves no timer behind. */
export function sleep(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  let cancel = () => {};
  const slept = new Promise<void>((resolve) => {
    cancel = clock.after(ms, resolve);
  });
  return untilAborted(slept, signal).finally(cancel);
}
