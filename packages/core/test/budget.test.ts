import { createFakeClock } from '@grantkit/testing';
import { expect, test } from 'vitest';
import { Budget } from '../src/platform/budget.ts';
import { times } from './test-bed.ts';

function createFullBudget() {
  const clock = createFakeClock();
  const budget = new Budget(clock);
  /** Spends as many as the budget allows at this moment. */
  const spendAll = () => {
    let spent = 0;
    while (budget.wait() === 0) {
      budget.spend();
      spent += 1;
    }
    return spent;
  };
  return { clock, budget, spendAll };
}

test('a budget allows five at once, and then one a minute', () => {
  const { clock, budget, spendAll } = createFullBudget();
  expect(spendAll()).toBe(5);
  expect(budget.wait()).toBe(60_000);
  const spent = times(180, () => {
    clock.advance(1_000);
    return spendAll();
  });
  expect(spent.flatMap((count, second) => (count === 0 ? [] : [[second + 1, count]]))).toEqual([
    [60, 1],
    [120, 1],
    [180, 1],
  ]);
});

test('the wait of an empty budget counts down', () => {
  const { clock, budget, spendAll } = createFullBudget();
  spendAll();
  clock.advance(59_999);
  expect(budget.wait()).toBe(1);
  clock.advance(1);
  expect(budget.wait()).toBe(0);
});

test('spending more than the budget allows never makes the wait longer than a minute', () => {
  const { clock, budget } = createFullBudget();
  for (let spent = 0; spent < 1_000; spent += 1) {
    budget.spend();
    expect(budget.wait()).toBeLessThanOrEqual(60_000);
  }
  expect(budget.wait()).toBe(60_000);
  clock.advance(60_000);
  expect(budget.wait()).toBe(0);
  budget.spend();
  expect(budget.wait()).toBe(60_000);
});

test.each([
  [1, 1],
  [4, 4],
  [5, 5],
  [6, 5],
  [60_000, 5],
])('%i idle minutes refill %i of an empty budget', (minutes, refilled) => {
  const { clock, spendAll } = createFullBudget();
  spendAll();
  clock.advance(minutes * 60_000);
  expect(spendAll()).toBe(refilled);
});

test('a jump of the wall clock refills nothing', () => {
  const { clock, budget, spendAll } = createFullBudget();
  spendAll();
  for (const jump of [3_600_000, -7_200_000]) {
    clock.jump(jump);
    expect(budget.wait()).toBe(60_000);
  }
});
