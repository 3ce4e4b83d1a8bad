/** A map of limited size. When it is full, it removes the least recently used entry. */
export interface RecentMap<Value> {
  /** The value under the key, which becomes the most recently used one. */
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  has(key: string): boolean;
  values(): Iterable<Value>;
}

export function createRecentMap<Value>(most: number): RecentMap<Value> {
  // A `Map` iterates in the order of insertion. An entry that is used moves to the end, so the first one is the oldest.
  const entries = new Map<string, Value>();
  function set(key: string, value: Value): void {
    entries.delete(key);
    entries.set(key, value);
    const [oldest] = entries.keys();
    if (entries.size > most && oldest !== undefined) entries.delete(oldest);
  }
  return {
    get(key) {
      const value = entries.get(key);
      if (value !== undefined) set(key, value);
      return value;
    },
    set,
    delete: (key) => void entries.delete(key),
    has: (key) => entries.has(key),
    values: () => entries.values(),
  };
}
