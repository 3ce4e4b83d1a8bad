import type { TestedTokenCache } from '../cache-suite/options.ts';

/** A token cache that records what it is called with. */
export interface RecordingCache extends TestedTokenCache {
  /** The keys of all calls, and the values that were stored. */
  readonly calls: readonly string[];
}

/** Makes a token cache that records its calls. Entries never expire, because the engine itself checks a token's end. */
export function recordingCache(): RecordingCache {
  const calls: string[] = [];
  const entries = new Map<string, string>();
  return {
    calls,
    async get(key) {
      calls.push(key);
      return entries.get(key);
    },
    async set(key, value) {
      calls.push(key, value);
      entries.set(key, value);
    },
    async delete(key) {
      calls.push(key);
      entries.delete(key);
    },
  };
}
