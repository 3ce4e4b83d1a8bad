import { createFakeClock } from '@grantkit/testing';
import { expect, test } from 'vitest';
import { memoizeSuccess } from '../src/index.ts';

/** A value that is made as the test says, one attempt after the other. */
function createAttempts() {
  const attempts: PromiseWithResolvers<string>[] = [];
  const make = () => {
    const attempt = Promise.withResolvers<string>();
    attempts.push(attempt);
    return attempt.promise;
  };
  return { attempts, make };
}

test('calls at the same time share one attempt, and its value is kept', async () => {
  const { attempts, make } = createAttempts();
  const value = memoizeSuccess(make, { clock: createFakeClock() });
  const calls = [value(), value()];
  attempts[0]?.resolve('a');
  expect(await Promise.all(calls)).toEqual(['a', 'a']);
  expect(await value()).toBe('a');
  expect(attempts).toHaveLength(1);
});

test('a failure is not kept', async () => {
  const { attempts, make } = createAttempts();
  const value = memoizeSuccess(make, { clock: createFakeClock() });
  const first = value();
  attempts[0]?.reject(new Error('down'));
  await expect(first).rejects.toThrow('down');
  const second = value();
  attempts[1]?.resolve('b');
  expect(await second).toBe('b');
});

test.each(['the monotonic clock', 'the wall clock'])('an attempt that is too old by %s is not shared', async (name) => {
  const { attempts, make } = createAttempts();
  const clock = createFakeClock();
  const value = memoizeSuccess(make, { clock, timeout: 1_000 });
  const frozen = value();
  if (name === 'the wall clock') clock.jump(1_000);
  else clock.advance(1_000);
  const next = value();
  expect(attempts).toHaveLength(2);
  attempts[1]?.resolve('new');
  expect(await next).toBe('new');
  // The old attempt may end after all. The value that was made first stays.
  attempts[0]?.resolve('old');
  expect(await frozen).toBe('old');
  expect(await value()).toBe('new');
});
