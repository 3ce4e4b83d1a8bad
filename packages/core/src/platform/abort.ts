import type { Clock } from './clock.ts';

/**
 * Settles as the promise does, or rejects when the signal is aborted first. The work of the promise continues.
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
  signal: AbortSignal | undefined,
  reason: () => unknown = () => signal?.reason,
): Promise<T> {
  // A JavaScript program may pass `null`, as `fetch` allows.
  if (!isSignal(signal)) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(reason());
    // Without the removal, a signal that lives as long as the process would keep one listener for each call.
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
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

/** A deadline for work that one caller waits for. */
export interface Deadline {
  readonly clock: Clock;
  /** In ms from now. */
  readonly timeout: number;
  /** The caller's own signal. */
  readonly signal?: AbortSignal | undefined;
  /** The errors of a passed deadline and of an abort. */
  timedOut(): Error;
  aborted(): Error;
}

/** Runs work that is aborted at its deadline, and when its caller leaves. It leaves no timer behind. */
export function withDeadline<T>(
  run: (signal: AbortSignal) => Promise<T>,
  { clock, timeout, signal, timedOut, aborted }: Deadline,
): Promise<T> {
  const controller = new AbortController();
  const leave = () => controller.abort(aborted());
  const cancel = clock.after(timeout, () => controller.abort(timedOut()));
  if (signal?.aborted) leave();
  else signal?.addEventListener('abort', leave, { once: true });
  return untilAborted(run(controller.signal), controller.signal).finally(() => {
    cancel();
    signal?.removeEventListener('abort', leave);
  });
}

/** Whether a value can be waited for as a signal. A JavaScript program may pass the controller instead. */
export function isSignal(value: unknown): value is AbortSignal {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'addEventListener') === 'function';
}
