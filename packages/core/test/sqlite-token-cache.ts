import type { DatabaseSync } from 'node:sqlite';
import type { TokenCache } from '@grantkit/core';

export function sqliteTokenCache(database: DatabaseSync): TokenCache {
  database.exec('CREATE TABLE IF NOT EXISTS tokens (key TEXT PRIMARY KEY, value TEXT NOT NULL, until REAL NOT NULL)');
  const read = database.prepare('SELECT value FROM tokens WHERE key = ? AND until > ?');
  const write = database.prepare('INSERT OR REPLACE INTO tokens VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM tokens WHERE key = ?');
  // One statement. With two, another process could take the lock between looking and taking.
  const take = database.prepare(`INSERT INTO tokens VALUES (?, ?, ?) ON CONFLICT (key)
    DO UPDATE SET value = excluded.value, until = excluded.until WHERE until <= ?`);
  const release = database.prepare('DELETE FROM tokens WHERE key = ? AND value = ?');

  return {
    async get(key) {
      const value = read.get(key, Date.now())?.['value'];
      return typeof value === 'string' ? value : undefined;
    },
    async set(key, value, { ttl }) {
      write.run(key, value, Date.now() + ttl);
    },
    async delete(key) {
      remove.run(key);
    },
    async lock(key, { ttl }) {
      const now = Date.now();
      const mark = crypto.randomUUID();
      if (take.run(key, mark, now + ttl, now).changes === 0) return { state: 'held' };
      return { state: 'acquired', release: async () => void release.run(key, mark) };
    },
  };
}
