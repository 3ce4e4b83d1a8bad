import { describe, expect, it, test } from 'vitest';
import { memoryTokenCache, type TokenCache } from '../src/index.ts';
import { failureOf } from './failure-of.ts';
import { createTestBed, times } from './test-bed.ts';

test.each([16, 17, 40, 200])('%d refused scopes, asked for in turn, cost one request each', async (scopes) => {
  const { server, client } = await createTestBed();
  server.answerAlways({ status: 400, body: { error: 'invalid_scope' } });
  for (let round = 0; round < 5; round += 1) {
    for (let scope = 0; scope < scopes; scope += 1) await failureOf(client.scoped(`scope-${scope}`).token());
  }
  expect(server.tokenRequests).toHaveLength(scopes);
});

describe('the clients of scopes', () => {
  it('are limited, and the least recently used one is removed first', async () => {
    const { client } = await createTestBed();
    const used = client.scoped('used');
    const forgotten = client.scoped('forgotten');
    for (let scope = 0; scope < 3_000; scope += 1) {
      client.scoped(`scope-${scope}`);
      expect(client.scoped('used')).toBe(used);
    }
    expect(client.scoped('forgotten')).not.toBe(forgotten);
  });

  it('do not remove the main client, which is also the client of its own scope', async () => {
    const { client } = await createTestBed({ scope: 'read write' });
    for (let scope = 0; scope < 3_000; scope += 1) client.scoped(`scope-${scope}`);
    expect(client.scoped('write read')).toBe(client);
  });

  it('cause no work in `invalidate` while they hold no token', async () => {
    let secrets = 0;
    const gets: string[] = [];
    const memory = memoryTokenCache();
    const cache: TokenCache = {
      ...memory,
      get: (key) => {
        gets.push(key);
        return memory.get(key);
      },
    };
    const clientSecret = () => {
      secrets += 1;
      return 'the-secret';
    };
    const { client } = await createTestBed({ cache, clientSecret });
    for (let scope = 0; scope < 900; scope += 1) client.scoped(`scope-${scope}`);
    const token = await client.token();
    const before = { secrets, gets: gets.length };
    await client.invalidate(token);
    expect(secrets - before.secrets).toBe(0);
    expect(gets.length - before.gets).toBe(1);
  });

  it('all stop using a token that the main client invalidates', async () => {
    const { client } = await createTestBed({ cache: memoryTokenCache() });
    const scoped = client.scoped('a');
    const token = await scoped.token();
    await client.invalidate(token.accessToken);
    expect(scoped.explain().token).toBeUndefined();
    expect((await scoped.token()).accessToken).not.toBe(token.accessToken);
  });
});

test('a memoryTokenCache limits the number of its locks, as it limits its entries', async () => {
  const { lock } = memoryTokenCache({ maxEntries: 10 });
  const ttl = 3_600_000;
  await lock?.('first', { ttl });
  expect(await lock?.('first', { ttl })).toEqual({ state: 'held' });
  for (const key of times(1_000, (index) => `key-${index}`)) await lock?.(key, { ttl });
  expect(await lock?.('first', { ttl })).toMatchObject({ state: 'acquired' });
});
