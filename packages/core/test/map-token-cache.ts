import type { TokenCache } from '../src/index.ts';

/** A token cache whose entries a test can read and change. It never expires an entry, and it has no lock. */
export function createMapCache(): TokenCache & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    get: async (key) => entries.get(key),
    set: async (key, value) => void entries.set(key, value),
    delete: async (key) => void entries.delete(key),
  };
}
