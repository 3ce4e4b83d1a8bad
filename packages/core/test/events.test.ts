import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import type { GrantEvent, TokenCache } from '../src/index.ts';
import { watchUnhandledRejections } from './event-loop.ts';
import { failureOf, outcomeOf } from './failure-of.ts';
import { clientId, clientSecret, createTestBed, quiet, type TestBed, type TestBedOptions } from './test-bed.ts';

const cached: TokenCache = { get: async () => undefined, set: async () => {}, delete: async () => {} };

/** For each type of event: what causes it and what it says. */
const occasions: readonly {
  readonly event: Partial<GrantEvent>;
  readonly when: string;
  readonly options?: TestBedOptions;
  happen(bed: TestBed): Promise<unknown>;
}[] = [
  {
    event: { type: 'requested', expiresAt: Date.UTC(2026, 0, 1, 1), duration: 0, background: false },
    when: 'a token is granted',
    happen: ({ client }) => client.token(),
  },
  {
    event: { type: 'requested', background: true },
    when: 'a token is renewed in the background',
    async happen({ client, clock }) {
      await client.token();
      clock.advance(3_500_000);
      await client.token();
      await quiet(client, clock);
    },
  },
  {
    event: { type: 'served', age: 'fresh' },
    when: 'a token is served from memory',
    happen: async ({ client }) => [await client.token(), await client.token()],
  },
  {
    event: { type: 'failed', code: 'server_error', status: 503, duration: 0 },
    when: 'one of several attempts fails',
    async happen({ client, server, clock }) {
      server.answerNext({ status: 503 });
      await outcomeOf(client.token(), clock);
    },
  },
  {
    event: { type: 'failed', code: 'timeout', status: undefined, duration: 10_000 },
    when: 'the deadline passes',
    async happen({ client, server, clock }) {
      server.answerNext({ fate: 'hang' });
      const call = failureOf(client.token(), clock);
      await server.waitForRequest(1);
      clock.advance(10_000);
      await call;
    },
  },
  {
    event: { type: 'held_back', code: 'invalid_client', retryAfter: 1_000 },
    when: 'a refused credential is held back',
    options: { clientSecret: 'wrong' },
    async happen({ client, clock }) {
      await failureOf(client.token(), clock);
      await failureOf(client.token(), clock);
    },
  },
  {
    event: { type: 'held_back', code: 'not_found', retryAfter: 60_000 },
    when: 'a background renewal is held back',
    async happen({ client, server, clock }) {
      await client.token();
      clock.advance(3_500_000);
      server.answerNext({ status: 404, headers: { 'retry-after': '60' } });
      await client.token();
      await quiet(client, clock);
      await client.token();
    },
  },
  {
    event: { type: 'invalidated' },
    when: 'a token is invalidated',
    happen: async ({ client }) => client.invalidate(await client.token()),
  },
  {
    event: { type: 'replayed', status: 401 },
    when: 'an API request is sent again',
    async happen({ client, server }) {
      await client.token();
      server.rejectIssuedTokens();
      expect((await client.fetch('/matters')).status).toBe(200);
    },
  },
  {
    event: { type: 'rotated' },
    when: 'another secret is accepted',
    options: { clientSecret: ['the-secret', 'next'] },
    async happen({ client, server }) {
      await client.token();
      server.setClientSecret(clientId, 'next');
      await client.token({ forceRefresh: true });
    },
  },
  {
    event: { type: 'from_cache', expiresAt: Date.UTC(2026, 0, 1, 0, 30) },
    when: 'a token of another process comes from the shared cache',
    options: { cache: { ...cached, get: async () => entry } },
    happen: ({ client }) => client.token(),
  },
  {
    event: { type: 'cache_failed', operation: 'get', reason: 'unusable' },
    when: 'the cache answers with something unusable',
    options: { cache: { ...cached, get: async () => 'nonsense' } },
    happen: ({ client }) => client.token(),
  },
  {
    event: { type: 'lock_waited', fromCache: true },
    when: 'another process holds the lock',
    async happen({ createClient, clock }) {
      const answers = [undefined, entry];
      const cache: TokenCache = { ...cached, get: async () => answers.shift(), lock: async () => ({ state: 'held' }) };
      await outcomeOf(createClient({ scope: 'read', cache }).token(), clock);
    },
  },
];

const entry = JSON.stringify({
  version: 2,
  details: {},
  accessToken: 'shared',
  tokenType: 'Bearer',
  issuedAt: Date.UTC(2026, 0, 1),
  expiresAt: Date.UTC(2026, 0, 1, 0, 30),
});

describe('an event', () => {
  it.each(occasions)('`$event.type` is reported when $when', async ({ event, options, happen }) => {
    const bed = await createTestBed({ scope: 'read', ...options });
    const published: unknown[] = [];
    const listen = (message: unknown) => void published.push(message);
    subscribe('grantkit', listen);
    onTestFinished(() => void unsubscribe('grantkit', listen));

    await happen(bed);
    const reported = bed.events.find((candidate) =>
      Object.entries(event).every(([name, value]) => Reflect.get(candidate, name) === value),
    );
    expect(reported, JSON.stringify(bed.events)).toMatchObject({ provider: 'acme', scope: ['read'] });
    expect(reported?.at).toBeLessThanOrEqual(bed.clock.now());
    expect(Object.isFrozen(reported)).toBe(true);
    expect(published).toEqual(bed.events);

    // Nothing secret, and no cache key.
    const told = JSON.stringify(bed.events);
    for (const { accessToken } of bed.server.issued) expect(told).not.toContain(accessToken);
    expect(told).not.toMatch(new RegExp(`${clientSecret}|${clientId}|shared|[0-9a-f]{64}`));
  });
});

const brokenThenable = {
  // biome-ignore lint/suspicious/noThenProperty: a listener can return anything
  get then(): never {
    throw new Error('listener');
  },
};

describe.each<{ does: string; onEvent: () => unknown }>([
  {
    does: 'throws',
    onEvent: () => {
      throw new Error('listener');
    },
  },
  { does: 'rejects', onEvent: () => Promise.reject(new Error('listener')) },
  { does: 'never ends', onEvent: () => new Promise(() => {}) },
  { does: 'returns a broken thenable', onEvent: () => brokenThenable },
])('a listener that $does', ({ onEvent }) => {
  it('keeps no caller from getting a token', async () => {
    const unhandled = watchUnhandledRejections();
    const { server, client, clock } = await createTestBed({ onEvent });
    server.answerNext({ status: 503 });
    const token = await outcomeOf(client.token(), clock);
    expect(await client.token()).toBe(token);
    clock.advance(3_500_000);
    expect(await client.token()).toBe(token);
    await quiet(client, clock);
    expect(await client.token()).not.toBe(token);
    expect(await unhandled()).toEqual([]);
    expect(server.tokenRequests).toHaveLength(3);
  });
});

test('a client without a listener also publishes to the diagnostics channel', async () => {
  const published: string[] = [];
  const listen = (message: unknown) => void published.push((message as GrantEvent).type);
  subscribe('grantkit', listen);
  onTestFinished(() => void unsubscribe('grantkit', listen));
  const { createClient } = await createTestBed();
  const client = createClient({ onEvent: undefined });
  await client.token();
  await client.token();
  expect(published).toEqual(['requested', 'served']);
});
