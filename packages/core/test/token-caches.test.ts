import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createFakeClock, testTokenCache } from '@grantkit/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { memoryTokenCache } from '../src/index.ts';
import { sqliteTokenCache } from './sqlite-token-cache.ts';

const clocked = { runner: { describe, test }, expiry: 'clock', lock: true, reach: 'object' } as const;

testTokenCache(
  'the memory cache, which proves the suite',
  () => {
    const clock = createFakeClock();
    return { cache: memoryTokenCache({ clock }), advance: clock.advance };
  },
  clocked,
);

testTokenCache('the memory cache on the real clock', () => ({ cache: memoryTokenCache() }), {
  ...clocked,
  runner: { describe: describe.concurrent, test },
  expiry: 'real',
});

describe('the example of docs/write-a-token-cache.md', () => {
  const guide = readFileSync(new URL('../../../docs/write-a-token-cache.md', import.meta.url), 'utf8');
  const example = readFileSync(new URL('sqlite-token-cache.ts', import.meta.url), 'utf8');
  const directory = mkdtempSync(join(tmpdir(), 'grantkit-sqlite-'));
  const open = () => new DatabaseSync(join(directory, 'tokens.db'));
  const databases = [open(), open()] as const;
  afterAll(() => {
    for (const database of databases) database.close();
    rmSync(directory, { recursive: true });
  });

  test('is the code that is tested here, and is short', () => {
    expect(guide).toContain(`\`\`\`ts\n${example}\`\`\`\n`);
    expect(example.split('\n').length).toBeLessThanOrEqual(35);
  });

  // The SQLite of Node 22 returns a text only up to its first null character. A token is JSON and contains none.
  const keepsNull = new DatabaseSync(':memory:').prepare('SELECT ? AS text').get('\0')?.['text'] === '\0';
  const testHere = (name: string, run: () => Promise<void>) =>
    test.skipIf(!keepsNull && name.includes('null character'))(name, run);

  // Two connections to one file, as two processes would have.
  testTokenCache(
    'a SQLite token cache',
    () => ({ cache: sqliteTokenCache(databases[0]), reopen: () => sqliteTokenCache(databases[1]) }),
    { ...clocked, runner: { describe: describe.concurrent, test: testHere }, expiry: 'real', reach: 'processes' },
  );
});
