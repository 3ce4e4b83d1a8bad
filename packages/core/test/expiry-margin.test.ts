import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evenSpread, firstComeSpread, tokenSchedule } from '../src/renewal/token-lifetime.ts';
import { createTestBed, fixRandom, quiet } from './test-bed.ts';

const hour = 3_600_000;

test.each([
  ['10 s without the option', undefined, hour, 10_000],
  ['10 % of a short lifetime without the option', undefined, 60_000, 6_000],
  ['the option', 60_000, hour, 60_000],
  ['the option, also if it is shorter', 1_000, hour, 1_000],
  ['nothing', 0, hour, 0],
  ['half of the lifetime at most', 300_000, 240_000, 120_000],
  ['half of a second', 300_000, 1_000, 500],
])('the margin is %s', (_, expiryMargin, lifetime, margin) => {
  const { hard } = tokenSchedule(lifetime, 0.5, { spread: evenSpread, expiryMargin });
  expect(lifetime - hard).toBe(margin);
});

test('with any margin and lifetime, the soft window begins after the request and ends at the hard margin', () => {
  const spread = fc.constantFrom(evenSpread, firstComeSpread);
  const margin = fc.option(fc.double({ min: 0, max: 2 ** 31, noNaN: true }), { nil: undefined });
  const lifetime = fc.double({ min: 1, max: 2 ** 31 * 1000, noNaN: true });
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(lifetime, margin, random, spread, (life, expiryMargin, share, chosen) => {
      const { soft, hard } = tokenSchedule(life, share, { spread: chosen, expiryMargin });
      expect(soft).toBeGreaterThan(0);
      expect(soft).toBeLessThan(hard);
      expect(hard).toBeLessThanOrEqual(life);
    }),
  );
});

test('a token is renewed in the background before the margin, and is not served within it', async () => {
  fixRandom(0.5);
  const { server, client, clock } = await createTestBed({ expiryMargin: 600_000 });
  const first = await client.token();
  // The soft window is 10 minutes, less the usual margin of 10 s, before the margin.
  clock.advance(hour - 600_000 - 590_000 - 1);
  expect(await client.token()).toBe(first);
  await quiet(client, clock);
  expect(server.tokenRequests).toHaveLength(1);
  clock.advance(1);
  expect(await client.token()).toBe(first);
  await quiet(client, clock);
  expect(server.tokenRequests).toHaveLength(2);
});

test('a margin that is longer than the lifetime does not make a request of every call', async () => {
  const { server, client, clock } = await createTestBed({ lifetime: 60, expiryMargin: 300_000 });
  for (let second = 0; second < 300; second += 1) {
    await client.token();
    await quiet(client, clock);
    clock.advance(1_000);
  }
  expect(server.tokenRequests.length).toBeLessThan(20);
});

test('a margin below the usual one leaves the start of the soft window where it is', () => {
  const { soft } = tokenSchedule(hour, 0.5, { spread: evenSpread, expiryMargin: 0 });
  expect(soft).toBe(hour - 600_000);
});
