import { memoryTokenCache, type TokenCache, type TokenCacheLock } from '@grantkit/core';
import { createTally, type Tally } from './busiest-second.ts';
import { between, type Random } from './random.ts';
import { cacheTakes, type Sharing } from './scenario.ts';
import type { VirtualTime } from './virtual-time.ts';

/** One cache for the whole fleet. Each command takes a round trip, and is counted. */
export interface FleetCache {
  readonly cache: TokenCache | undefined;
  /** The commands by kind: 0 is get, 1 is set or delete, 2 is lock or release. */
  readonly commands: Tally;
}

export function createFleetCache(sharing: Sharing, time: VirtualTime, random: Random): FleetCache {
  const memory = memoryTokenCache({ clock: time });
  const commands = createTally(3);

  async function roundTrip<T>(kind: number, command: () => Promise<T>): Promise<T> {
    const oneWay = between(random, ...cacheTakes) / 2;
    await time.pause(oneWay);
    commands.count(time.monotonic(), kind);
    const answer = await command();
    await time.pause(oneWay);
    return answer;
  }

  async function lock(key: string, options: { readonly ttl: number }): Promise<TokenCacheLock> {
    const answer = await roundTrip(2, async () => memory.lock?.(key, options));
    if (answer?.state !== 'acquired') return answer ?? { state: 'unavailable' };
    return { state: 'acquired', release: () => roundTrip(2, answer.release) };
  }

  const cache: TokenCache = {
    get: (key) => roundTrip(0, () => memory.get(key)),
    set: (key, value, options) => roundTrip(1, () => memory.set(key, value, options)),
    delete: (key) => roundTrip(1, () => memory.delete(key)),
    ...(sharing === 'shared, lock' && { lock }),
  };
  return { cache: sharing === 'none' ? undefined : cache, commands };
}
