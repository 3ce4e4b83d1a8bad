import { describe, expect, it, test } from 'vitest';
import type { ClientSecret } from '../src/index.ts';
import { until } from './event-loop.ts';
import { failureOf, outcomeOf } from './failure-of.ts';
import { clientId, createTestBed, quiet, times } from './test-bed.ts';

const secretsOf = ({ tokenRequests }: { tokenRequests: readonly { parameters: URLSearchParams }[] }) =>
  tokenRequests.map(({ parameters }) => parameters.get('client_secret'));

test.each<{ shape: string; clientSecret: ClientSecret }>([
  { shape: 'a string', clientSecret: 'the-secret' },
  { shape: 'a pair', clientSecret: ['the-secret', 'next'] },
  { shape: 'a function', clientSecret: () => 'the-secret' },
  { shape: 'an async function', clientSecret: async () => 'the-secret' },
  { shape: 'a function that returns a pair', clientSecret: () => ['the-secret', 'next'] },
  { shape: 'an async function that returns a pair', clientSecret: async () => ['the-secret', 'next'] },
])('a client secret can be $shape', async ({ clientSecret }) => {
  const { server, client } = await createTestBed({ clientSecret });
  await client.token();
  expect(secretsOf(server)).toEqual(['the-secret']);
});

test('the function for the secret is called for each attempt, and not for a token in memory', async () => {
  let fetched = 0;
  const { server, client, clock } = await createTestBed({
    clientSecret: async () => {
      fetched += 1;
      return 'the-secret';
    },
  });
  server.answerNext({ status: 503 }, { status: 503 });
  await outcomeOf(client.token(), clock);
  expect(fetched).toBe(3);
  await Promise.all(times(100, () => client.token()));
  expect(fetched).toBe(3);
});

describe('a pair of secrets', () => {
  it('has its second secret tried when the first is refused, and remembers which one was accepted', async () => {
    const { server, client, events } = await createTestBed({ clientSecret: ['old', 'the-secret'] });
    await client.token();
    expect(secretsOf(server)).toEqual(['old', 'the-secret']);
    await client.token({ forceRefresh: true });
    await client.token({ forceRefresh: true });
    expect(secretsOf(server).slice(2)).toEqual(['the-secret', 'the-secret']);
    expect(events.filter(({ type }) => type === 'rotated')).toEqual([]);
  });

  it('may change back and forth, with an event each time that the accepted secret changes', async () => {
    const { server, client, events } = await createTestBed({ clientSecret: ['the-secret', 'next'] });
    await client.token();
    server.setClientSecret(clientId, 'next');
    await client.token({ forceRefresh: true });
    server.setClientSecret(clientId, 'the-secret');
    await client.token({ forceRefresh: true });
    expect(secretsOf(server)).toEqual(['the-secret', 'the-secret', 'next', 'next', 'the-secret']);
    expect(events.filter(({ type }) => type === 'rotated')).toHaveLength(2);
  });

  it.each(['unauthorized_client', 'invalid_scope', 'invalid_request'])(
    'has only its first secret tried after %s',
    async (error) => {
      const { server, client, clock } = await createTestBed({ clientSecret: ['the-secret', 'next'] });
      server.answerAlways({ status: 400, body: { error } });
      expect((await failureOf(client.token(), clock)).code).toBe(error);
      expect(server.tokenRequests).toHaveLength(1);
    },
  );

  it('fails with invalid_client after two requests', async () => {
    const { server, client, clock } = await createTestBed({ clientSecret: ['wrong', 'wrong too'] });
    expect(await failureOf(client.token(), clock)).toMatchObject({ code: 'invalid_client', cached: false });
    expect(secretsOf(server)).toEqual(['wrong', 'wrong too']);
  });
});

test('a secret that changed while its request was refused is tried in the same attempt', async () => {
  let secret = 'old';
  const { server, client } = await createTestBed({ clientSecret: async () => secret });
  server.answerNext(() => {
    secret = 'the-secret';
    return { status: 401, body: { error: 'invalid_client' } };
  });
  expect(await client.token()).toMatchObject({ tokenType: 'Bearer' });
  expect(secretsOf(server)).toEqual(['old', 'the-secret']);
});

test('no call fails while a secret rotates, step by step, under 1000 concurrent callers', async () => {
  let store: string | readonly [string, string] = 'the-secret';
  const { server, client, clock } = await createTestBed({ clientSecret: async () => store });
  const steps: readonly (() => void)[] = [
    () => {},
    () => server.setClientSecret(clientId, ['the-secret', 'next']),
    () => {
      store = ['the-secret', 'next'];
    },
    () => server.setClientSecret(clientId, 'next'),
    () => {
      store = 'next';
    },
    () => server.setClientSecret(clientId, ['next', 'third']),
  ];
  for (const step of steps) {
    step();
    const hard = await Promise.all(times(1000, () => client.token()));
    expect(new Set(hard).size).toBe(1);
    clock.advance(3_200_000);
    const soft = await Promise.all(times(1000, () => client.token()));
    expect(new Set(soft)).toEqual(new Set(hard));
    await quiet(client, clock);
    clock.advance(3_600_000);
  }
  // Two for each step, and one more after the server has removed the old secret.
  expect(server.tokenRequests).toHaveLength(2 * steps.length + 1);
});

describe('a secret store that', () => {
  it.each<{ does: string; clientSecret: () => unknown }>([
    {
      does: 'throws',
      clientSecret: () => {
        throw new Error('down: the-secret');
      },
    },
    {
      does: 'rejects',
      clientSecret: async () => {
        throw new Error('down: the-secret');
      },
    },
    { does: 'returns nothing', clientSecret: () => undefined },
    { does: 'returns an empty secret', clientSecret: async () => '' },
    { does: 'returns a number', clientSecret: () => 42 },
    { does: 'returns an object', clientSecret: () => ({ secret: 'the-secret' }) },
    { does: 'returns an empty list', clientSecret: () => [] },
    { does: 'returns three secrets', clientSecret: () => ['a', 'b', 'c'] },
    { does: 'returns a pair with an empty secret', clientSecret: () => ['the-secret', ''] },
  ])('$does is called three times, and nothing is sent', async ({ clientSecret }) => {
    let asked = 0;
    const { server, client, clock } = await createTestBed({
      clientSecret: () => {
        asked += 1;
        return clientSecret() as string;
      },
    });
    const failure = await failureOf(client.token(), clock);
    expect(failure).toMatchObject({ code: 'credential_unavailable', retryable: true });
    expect(JSON.stringify(failure)).not.toContain('the-secret');
    expect(asked).toBe(3);
    expect(server.requests).toHaveLength(0);
  });

  it('recovers costs no call', async () => {
    let asked = 0;
    const { server, client, clock } = await createTestBed({
      clientSecret: async () => {
        asked += 1;
        if (asked < 3) throw new Error('down');
        return 'the-secret';
      },
    });
    expect(await outcomeOf(client.token(), clock)).toMatchObject({ tokenType: 'Bearer' });
    expect(server.tokenRequests).toHaveLength(1);
  });

  it('hangs fails the call at its deadline, and the next call asks it again', async () => {
    let asked = 0;
    const { server, client, clock } = await createTestBed({
      clientSecret: () => {
        asked += 1;
        return asked === 1 ? new Promise<string>(() => {}) : 'the-secret';
      },
    });
    const call = failureOf(client.token(), clock);
    await until(() => asked === 1);
    expect(clock.advanceToNextTimer()).toBe(10_000);
    expect(await call).toMatchObject({ code: 'timeout', retryable: true });
    expect(await outcomeOf(client.token(), clock)).toMatchObject({ tokenType: 'Bearer' });
    expect(server.tokenRequests).toHaveLength(1);
  });
});
