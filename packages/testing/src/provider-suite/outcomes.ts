import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { FakeClock } from '../clock/fake-clock.ts';

/** The `GrantError` of `@grantkit/core`, as far as the suite reads it. */
export interface TestedError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly error: string | undefined;
  readonly description: string | undefined;
  readonly retryable: boolean;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;
}

/** The types of the members, as `typeof` calls them. */
const members: Readonly<Record<keyof TestedError, readonly string[]>> = {
  code: ['string'],
  message: ['string'],
  hint: ['string', 'undefined'],
  error: ['string', 'undefined'],
  description: ['string', 'undefined'],
  retryable: ['boolean'],
  status: ['number', 'undefined'],
  retryAfter: ['number', 'undefined'],
};

const brand = Symbol.for('@grantkit/core/GrantError');

/** The `GrantError` with which a call fails. The clock moves only through the waits of the call. */
export async function failureOf(call: Promise<unknown> | (() => unknown), clock?: FakeClock): Promise<TestedError> {
  const promise = typeof call === 'function' ? (async () => call())() : call;
  const outcome = promise.then(
    () => assert.fail('The call must fail, but it succeeded.'),
    (error: unknown) => error,
  );
  return asGrantError(await (clock === undefined ? outcome : ended(outcome, clock)));
}

/** Fails unless the value is a `GrantError`, of any copy of core. */
export function asGrantError(error: unknown): TestedError {
  assert.ok(isGrantError(error), `The adapter must throw a GrantError, not ${inspect(error)}.`);
  for (const [name, types] of Object.entries(members)) {
    const isRight = types.includes(typeof Reflect.get(error, name));
    assert.ok(isRight, `\`${name}\` of the GrantError must be a ${types.join(', or ')}.`);
  }
  return error;
}

function isGrantError(value: unknown): value is TestedError {
  return value instanceof Error && brand in value;
}

/** How many turns of the event loop a call may take without a timer on the suite's clock. */
const mostTurns = 10_000;

/**
 * Moves the clock through the waits of a call.
 *
 * A call always has the timer of its deadline. While it waits between two attempts, it has a second timer that ends
 * earlier. If no timer ends earlier, the call waits for a socket, and the clock must not move. While an adapter requests
 * the server's metadata, there are two timers that end together.
 */
async function ended<T>(call: Promise<T>, clock: FakeClock): Promise<T> {
  let isRunning = true;
  const stop = () => {
    isRunning = false;
  };
  call.then(stop, stop);
  for (let turns = 0; isRunning; turns = clock.pendingTimers.length > 0 ? 0 : turns + 1) {
    // Otherwise the test would wait in real time.
    assert.ok(turns < mostTurns, 'The adapter must use the option `clock`.');
    await nextTurn();
    const [next = 0, ...others] = clock.pendingTimers;
    if (isRunning && others.some((ms) => ms > next)) clock.advanceToNextTimer();
  }
  return call;
}
