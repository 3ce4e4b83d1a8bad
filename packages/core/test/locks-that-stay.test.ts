import { expect, test } from 'vitest';
import { memoryTokenCache, type TokenCache } from '../src/index.ts';
import { createTestBed } from './test-bed.ts';

test('callers do not wait for a lock that their own process could not release', async () => {
  const { server, clock, createClient, events } = await createTestBed();
  const memory = memoryTokenCache({ clock });
  const lock: TokenCache['lock'] = async (key, options) => {
    const taken = (await memory.lock?.(key, options)) ?? { state: 'unavailable' };
    // A Redis whose user may not run scripts answers so.
    const release = async () => Promise.reject(new Error('NOPERM this user has no permissions to run eval'));
    return taken.state === 'acquired' ? { state: 'acquired', release } : taken;
  };
  const client = createClient({ cache: { ...memory, lock } });
  for (let call = 1; call <= 3; call += 1) {
    await client.invalidate(await client.token());
    expect(server.tokenRequests).toHaveLength(call);
  }
  expect(clock.monotonic()).toBe(0);
  expect(events.some(({ type }) => type === 'lock_waited')).toBe(false);
});
