import { createFakeClock } from '@grantkit/testing';
import { expect, test } from 'vitest';

test('starts at the given time and stands still until the test moves it', () => {
  const clock = createFakeClock({ now: 1_000 });
  expect(clock.now()).toBe(1_000);
  const origin = clock.monotonic();
  clock.advance(250);
  expect(clock.now()).toBe(1_250);
  expect(clock.monotonic() - origin).toBe(250);
});

test('starts at the beginning of 2026 by default', () => {
  expect(new Date(createFakeClock().now()).toISOString()).toBe('2026-01-01T00:00:00.000Z');
});

test('fires due timers in order, each at its own time, and keeps the others', () => {
  const clock = createFakeClock({ now: 0 });
  const fired: string[] = [];
  clock.after(30, () => fired.push(`c at ${clock.now()}`));
  clock.after(10, () => fired.push(`a at ${clock.now()}`));
  clock.after(10, () => fired.push(`b at ${clock.now()}`));
  clock.after(31, () => fired.push('too late'));
  clock.advance(30);
  expect(fired).toEqual(['a at 10', 'b at 10', 'c at 30']);
  expect(clock.pendingTimers).toEqual([1]);
});

test('fires a timer that another timer started, if it comes due in the same move', () => {
  const clock = createFakeClock({ now: 0 });
  const fired: number[] = [];
  clock.after(10, () => clock.after(10, () => fired.push(clock.now())));
  clock.advance(25);
  expect(fired).toEqual([20]);
  expect(clock.now()).toBe(25);
});

test('never fires a cancelled timer, and ignores a second or late cancel', () => {
  const clock = createFakeClock();
  const fired: string[] = [];
  const cancel = clock.after(10, () => fired.push('cancelled'));
  const cancelLate = clock.after(10, () => fired.push('kept'));
  cancel();
  cancel();
  clock.advance(10);
  cancelLate();
  expect(fired).toEqual(['kept']);
});

test('lets a timer cancel another timer that is due at the same time', () => {
  const clock = createFakeClock();
  const fired: string[] = [];
  clock.after(10, () => cancel());
  const cancel = clock.after(10, () => fired.push('cancelled'));
  clock.advance(10);
  expect(fired).toEqual([]);
});

test('a jump moves only the wall clock, forward or back', () => {
  const clock = createFakeClock({ now: 10_000 });
  const origin = clock.monotonic();
  clock.after(100, () => {
    throw new Error('a jump must not fire timers');
  });
  clock.jump(-4_000);
  expect(clock.now()).toBe(6_000);
  clock.jump(60_000);
  expect(clock.now()).toBe(66_000);
  expect(clock.monotonic()).toBe(origin);
  expect(clock.pendingTimers).toEqual([100]);
});

test('suspend moves only the wall clock and keeps the timers', () => {
  const clock = createFakeClock({ now: 0 });
  const origin = clock.monotonic();
  clock.after(100, () => {});
  clock.suspend(3_600_000);
  expect(clock.now()).toBe(3_600_000);
  expect(clock.monotonic()).toBe(origin);
  expect(clock.pendingTimers).toEqual([100]);
});

test('advances to the next timer and returns the ms that passed', () => {
  const clock = createFakeClock({ now: 0 });
  const fired: number[] = [];
  clock.after(40, () => fired.push(clock.now()));
  clock.after(15, () => fired.push(clock.now()));
  expect(clock.advanceToNextTimer()).toBe(15);
  expect(clock.advanceToNextTimer()).toBe(25);
  expect(fired).toEqual([15, 40]);
  expect(() => clock.advanceToNextTimer()).toThrow('No timer is pending');
});

test('waits until enough timers are pending', async () => {
  const clock = createFakeClock();
  const seen: string[] = [];
  const two = clock.timers(2).then(() => seen.push('two'));
  const cancel = clock.after(1, () => {});
  cancel();
  clock.after(2, () => {});
  await clock.timers(1);
  expect(seen).toEqual([]);
  clock.after(3, () => {});
  await two;
  expect(seen).toEqual(['two']);
  await clock.timers(0);
});

test('treats a negative delay as 0, and fires it only when the clock moves', () => {
  const clock = createFakeClock();
  const fired: string[] = [];
  clock.after(-5, () => fired.push('due'));
  expect(fired).toEqual([]);
  clock.advance(0);
  expect(fired).toEqual(['due']);
});

test('refuses a timer of NaN ms', () => {
  expect(() => createFakeClock().after(Number.NaN, () => {})).toThrow(RangeError);
});

test('accepts a timer of any length, and never fires a timer of infinite length', () => {
  const clock = createFakeClock({ now: 0 });
  const fired: number[] = [];
  clock.after(Number.POSITIVE_INFINITY, () => fired.push(clock.now()));
  clock.after(2 ** 40, () => fired.push(clock.now()));
  expect(clock.advanceToNextTimer()).toBe(2 ** 40);
  expect(() => clock.advanceToNextTimer()).toThrow('No timer is pending');
  expect(fired).toEqual([2 ** 40]);
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses to move forward by %d ms', (ms) => {
  const clock = createFakeClock();
  expect(() => clock.advance(ms)).toThrow(RangeError);
  expect(() => clock.suspend(ms)).toThrow(RangeError);
});

test('never goes back when a timer moves the clock itself', () => {
  const clock = createFakeClock({ now: 0 });
  clock.after(10, () => clock.advance(100));
  clock.advance(20);
  expect(clock.now()).toBe(110);
});
