import { describe, expect, it, test } from 'vitest';
import { memoryTokenCache, type TokenCache } from '../src/index.ts';
import { createMapCache } from './map-token-cache.ts';
import { createTestBed, fixRandom } from './test-bed.ts';

const minute = 60_000;

/** A cache that uses only a wall clock, as Keyv does. */
function wallClockCache(now: () => number): TokenCache {
  const entries = new Map<string, { readonly value: string; readonly until: number }>();
  return {
    get: async (key) => {
      const entry = entries.get(key);
      return entry && entry.until > now() ? entry.value : undefined;
    },
    set: async (key, value, { ttl }) => void entries.set(key, { value, until: now() + ttl }),
    delete: async (key) => void entries.delete(key),
  };
}

describe.each([10, 60])('a wall clock that is set back by %d minutes', (minutes) => {
  it('does not bring back a token that has ended by the monotonic clock', async () => {
    const { server, clock, createClient } = await createTestBed();
    const client = createClient({ cache: wallClockCache(clock.now) });
    const first = await client.token();
    clock.jump(-minutes * minute);
    clock.advance(60 * minute);
    for (let call = 0; call < 5; call += 1) {
      expect((await client.token()).accessToken).not.toBe(first.accessToken);
      clock.advance(minute);
    }
    expect(server.tokenRequests).toHaveLength(2);
  });
});

test('a token that was replaced in memory, and has ended since, does not come back from the cache', async () => {
  const { server, clock, createClient } = await createTestBed();
  const cache = createMapCache();
  const client = createClient({ cache });
  const first = await client.token();
  const [[key = '', entry = ''] = []] = cache.entries;
  await client.token({ forceRefresh: true });
  // Another process has written the first one again.
  cache.entries.set(key, entry);
  clock.jump(-60 * minute - 1);
  clock.advance(60 * minute);
  expect((await client.token()).accessToken).not.toBe(first.accessToken);
  expect(server.tokenRequests).toHaveLength(3);
});

test('a cached token ends when it was expected to end at the first read', async () => {
  fixRandom(0.5);
  const { clock, createClient } = await createTestBed();
  const now = clock.now();
  // The clock of the process that shared it is 50 s ahead.
  const entry = { accessToken: 'ahead', tokenType: 'Bearer', issuedAt: now + 50_000, expiresAt: now + 110_000 };
  const value = JSON.stringify({ version: 2, details: {}, ...entry });
  const memory = memoryTokenCache({ clock });
  const client = createClient({ cache: { ...memory, get: async () => value, set: async () => {} } });
  expect((await client.token()).accessToken).toBe('ahead');
  clock.advance(54_000);
  expect((await client.token()).accessToken).not.toBe('ahead');
});
