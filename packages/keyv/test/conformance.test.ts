import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyvTokenCache } from '@grantkit/keyv';
import { testTokenCache } from '@grantkit/testing';
import KeyvRedis from '@keyv/redis';
import Keyv from 'keyv';
import Keyv6 from 'keyv-6';
import { KeyvFile } from 'keyv-file';
import { afterAll, describe, test } from 'vitest';
import { findRedis } from '../../redis/test/redis-server.ts';

// Keyv uses the real clock and has no lock.
const options = { runner: { describe: describe.concurrent, test }, expiry: 'real', lock: false } as const;

testTokenCache('Keyv 5 in memory', () => ({ cache: keyvTokenCache(new Keyv()) }), { ...options, reach: 'object' });

testTokenCache('Keyv 6 in memory', () => ({ cache: keyvTokenCache(new Keyv6()) }), { ...options, reach: 'object' });

describe('in a file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'grantkit-keyv-'));
  const stores: KeyvFile[] = [];
  afterAll(async () => {
    // The stores write after a delay. Otherwise a write could come after the directory is removed.
    await Promise.all(stores.map((store) => store.clear()));
    rmSync(directory, { recursive: true });
  });

  const onFile = (file: string) => {
    const store = new KeyvFile({ filename: file, writeDelay: 1 });
    stores.push(store);
    return keyvTokenCache(new Keyv({ store }));
  };
  testTokenCache(
    'keyv-file',
    () => {
      const file = join(directory, `${crypto.randomUUID()}.json`);
      return { cache: onFile(file), reopen: () => onFile(file) };
    },
    { ...options, reach: 'restart' },
  );
});

const url = await findRedis();

describe.skipIf(url === undefined)('on a Redis', () => {
  const namespace = `grantkit-test:${crypto.randomUUID()}`;
  // Two connections, as two processes would have.
  const stores = [new KeyvRedis(url), new KeyvRedis(url)] as const;
  const onRedis = (store: KeyvRedis<unknown>) => keyvTokenCache(new Keyv({ store, namespace, useKeyPrefix: false }));
  const caches = [onRedis(stores[0]), onRedis(stores[1])] as const;
  afterAll(() => Promise.all(stores.map((store) => store.disconnect(true))));
  testTokenCache('@keyv/redis', () => ({ cache: caches[0], reopen: () => caches[1] }), {
    ...options,
    reach: 'processes',
  });
});
