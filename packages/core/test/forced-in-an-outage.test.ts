import { expect, test } from 'vitest';
import { failureOf } from './failure-of.ts';
import { createTestBed, seedRandom } from './test-bed.ts';

test.each([
  { calls: 10, status: 503 },
  { calls: 100, status: 503 },
  { calls: 300, status: 503 },
  { calls: 100, status: 400 },
])(
  'after $calls forced calls that fail with $status, `token()` works within a minute of the recovery',
  async (outage) => {
    seedRandom(7);
    const { server, client, clock } = await createTestBed({ timeout: 500 });
    server.answerAlways({ status: outage.status });
    for (let call = 0; call < outage.calls; call += 1) {
      await failureOf(client.token({ forceRefresh: true }), clock);
      clock.advance(1_000);
    }
    server.answerAlways({ fate: 'grant' });
    const start = clock.monotonic();
    while ((await client.token().catch(() => undefined)) === undefined) clock.advance(1_000);
    expect(clock.monotonic() - start).toBeLessThanOrEqual(60_000);
  },
);

test('a forced call respects a `Retry-After` of the server, up to `maxRetryAfter`', async () => {
  const { server, client, clock } = await createTestBed({ maxRetryAfter: 20_000 });
  server.answerNext({ status: 429, headers: { 'retry-after': '3600' } });
  await failureOf(client.token(), clock);
  expect(await failureOf(client.token({ forceRefresh: true }))).toMatchObject({
    code: 'rate_limited',
    cached: true,
    retryAfter: 20_000,
  });
  expect(server.tokenRequests).toHaveLength(1);
  clock.advance(20_000);
  expect(await client.token({ forceRefresh: true })).toMatchObject({ tokenType: 'Bearer' });
});
