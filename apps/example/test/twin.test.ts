import { expect, onTestFinished, test } from 'vitest';
import { createTwin } from '../src/console/twin.ts';
import type { SimulatedProvider } from '../src/simulators.ts';

async function startTwin(provider: SimulatedProvider, apiPath = 'api') {
  const twin = await createTwin(provider, apiPath, new AbortController().signal);
  onTestFinished(() => twin[Symbol.asyncDispose]());
  const { server } = twin.simulator;
  return { twin, server };
}

test.each(['pulsoid', 'smokeball', 'pingam'] as const)(
  'calls the API of %s with one token for all calls',
  async (name) => {
    const { twin, server } = await startTwin(name, 'items?limit=1');
    for (const _ of [1, 2, 3]) await twin.call();
    expect(twin.counts()).toEqual({ made: 3, failed: 0, tokenRequests: 1 });
    expect(server.apiRequests.map(({ url }) => url)).toEqual(Array(3).fill('/items?limit=1'));
  },
);

test('it counts as many token requests as its server has received', async () => {
  const { twin, server } = await startTwin('pulsoid');
  await Promise.all(Array.from({ length: 10 }, twin.token));
  server.answerAlways({ status: 503 });
  twin.restart();
  await twin.call();
  server.answerAlways({ fate: 'reset' });
  await twin.call();
  expect(server.tokenRequests).toHaveLength(12);
  expect(twin.counts()).toEqual({ made: 2, failed: 2, tokenRequests: 12 });
});

test('after a rotation it keeps its token and its secret, until it is restarted', async () => {
  const { twin, server } = await startTwin('smokeball');
  await twin.call();
  twin.simulator.rotateSecret();
  await twin.call();
  expect(twin.counts()).toMatchObject({ failed: 0, tokenRequests: 1 });
  server.rejectIssuedTokens();
  for (const _ of [1, 2]) await twin.call();
  expect(twin.counts()).toMatchObject({ failed: 2, tokenRequests: 1 });
  twin.restart();
  await twin.call();
  expect(twin.counts()).toMatchObject({ failed: 2, tokenRequests: 2 });
});
