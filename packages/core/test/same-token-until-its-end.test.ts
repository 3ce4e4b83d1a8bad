import { expect, test } from 'vitest';
import { memoryTokenCache } from '../src/index.ts';
import { oneTurn } from './event-loop.ts';
import { outcomesOf } from './failure-of.ts';
import { createTestBed, seedRandom, times } from './test-bed.ts';

const lifetime = 3_600;

test('a fleet on a server that grants the same token until its end makes few requests in a lifetime', async () => {
  seedRandom(3);
  const requests: number[] = [];
  const { clock, createClient } = await createTestBed();
  const fetch = async () => {
    const second = Math.floor(clock.monotonic() / 1000);
    requests.push(second);
    const body = {
      access_token: `token-${Math.floor(second / lifetime)}`,
      token_type: 'Bearer',
      expires_in: lifetime - (second % lifetime),
    };
    return Response.json(body);
  };
  const cache = memoryTokenCache({ clock });
  const fleet = times(20, () => createClient({ fetch, cache }));
  for (const end = clock.monotonic() + 2 * lifetime * 1000; clock.monotonic() < end; clock.advance(1_000)) {
    const outcomes = await outcomesOf(
      fleet.map((client) => client.token()),
      clock,
    );
    for (const outcome of outcomes) expect(outcome).toHaveProperty('accessToken');
    await oneTurn();
  }
  const inOneLifetime = requests.filter((second) => second >= lifetime && second < 2 * lifetime);
  expect(inOneLifetime.length).toBeLessThanOrEqual(6);
});
