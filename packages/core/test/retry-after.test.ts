import { createFakeClock } from '@grantkit/testing';
import { describe, expect, test } from 'vitest';
import { ask } from './ask.ts';
import { failureOf } from './failure-of.ts';

const now = Date.UTC(2026, 0, 1, 12);

describe.each([429, 503])('Retry-After of a %i', (status) => {
  test.each<[string, string, number | undefined]>([
    ['seconds', '120', 120_000],
    ['seconds with white space around', ' 7 ', 7_000],
    ['zero', '0', 0],
    ['an HTTP date', 'Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
    ['an HTTP date of RFC 850', 'Thursday, 01-Jan-26 12:00:30 GMT', 30_000],
    ['an HTTP date of asctime', 'Thu Jan  1 12:00:30 2026 GMT', 30_000],
    ['a date in the past', 'Thu, 01 Jan 2026 11:59:59 GMT', undefined],
    ['a text that only begins like a date', 'Thu, soon', undefined],
    ['a negative number', '-5', undefined],
    ['a fraction', '1.5', undefined],
    ['an exponent', '1e3', undefined],
    ['words', 'in a while', undefined],
    ['a number of many digits', '99999999999', undefined],
    ['two headers', '1, 2', undefined],
    ['nothing', '', undefined],
  ])('%s', async (_, value, retryAfter) => {
    const answer = { status, headers: { 'retry-after': value } };
    expect((await failureOf(ask(answer, { clock: createFakeClock({ now }) }))).retryAfter).toBe(retryAfter);
  });
});

test('an error reply without Retry-After has no `retryAfter`', async () => {
  expect((await failureOf(ask({ status: 503 }))).retryAfter).toBeUndefined();
});
