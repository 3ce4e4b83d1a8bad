import type { TestedTokenCache } from '../cache-suite/options.ts';

/** A token cache that records what it is called with. */
export interface RecordingCache extends TestedTokenCache {
  /** The keys of all calls. */
  readonly keys: readonly string[];
  /** The values that were stored. They contain tokens. */
  readonly values: readonly string[];
}

/** Makes a token cache that records its calls. Entries never expire, because the engine itself checks a token's end. */
export function recordingCache(): RecordingCache {
  const keys: string[] = [];
  const values: string[] = [];
  const entries = new Map<string, string>();
  return {
    keys,
    values,
    async get(key) {
      keys.push(key);
      return entries.get(key);
    },
    async set(key, value) {
      keys.push(key);
      values.push(value);
      entries.set(key, value);
    },
    async delete(key) {
      keys.push(key);
      entries.delete(key);
    },
  };
}
