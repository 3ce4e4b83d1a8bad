import type { FakeClock } from '@grantkit/testing';
import { type GrantError, isGrantError } from '../src/index.ts';
import { until } from './event-loop.ts';

/**
 * The `GrantError` that a call ends with, at once or later. The test fails if the call ends with anything else.
 *
 * @param clock moves through the waits of the call, as {@link outcomeOf} does
 */
export async function failureOf(call: Promise<unknown> | (() => unknown), clock?: FakeClock): Promise<GrantError> {
  const promise = typeof call === 'function' ? (async () => call())() : call;
  const failed = promise.catch((error: unknown) => error);
  const outcome: unknown = await (clock === undefined ? failed : outcomeOf(promise, clock));
  if (!isGrantError(outcome)) throw new Error('The call did not fail with a GrantError', { cause: outcome });
  return outcome;
}

/** The value or the `GrantError` that a call ends with. The clock moves through the waits of the call, and no further. */
export async function outcomeOf<T>(call: Promise<T>, clock: FakeClock): Promise<T | GrantError> {
  const [outcome] = await outcomesOf([call], clock);
  return outcome as T | GrantError;
}

/**
 * The same for calls of different clients or scopes, so that each call starts a flight of its own.
 *
 * The clock moves only while every call waits for it. A flight always has the timer of its deadline, and it has a second
 * one while it waits between two attempts or for a lock. A flight without the second timer waits for the event loop: for
 * a socket or for a hash. If the clock moved then, a busy machine would let leases and deadlines pass that should not.
 *
 * @param unanswered how many calls wait for a reply that never comes, and so never get the second timer
 */
export async function outcomesOf<T>(
  calls: readonly Promise<T>[],
  clock: FakeClock,
  unanswered = 0,
): Promise<(T | GrantError)[]> {
  let running = calls.length;
  const outcomes = Promise.all(
    calls.map((call) =>
      call
        .catch((error: unknown) => {
          if (isGrantError(error)) return error;
          throw error;
        })
        .finally(() => {
          running -= 1;
        }),
    ),
  );
  // The loop below ends first, so the failure is reported a little later.
  outcomes.catch(() => {});
  for (;;) {
    await until(() => running === 0 || clock.pendingTimers.length >= 2 * running - unanswered);
    if (running === 0) return outcomes;
    clock.advanceToNextTimer();
  }
}
