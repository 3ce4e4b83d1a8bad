import assert from 'node:assert/strict';
import { freshKey, oddKeys } from './token-cache-suite-keys.ts';
import type { SuiteTests } from './token-cache-suite-options.ts';

const ttl = 60_000;

/** What is stored is what comes back, under its own key and no other. */
export function entryTests(): SuiteTests {
  return {
    async 'answers with nothing where nothing was stored'({ cache }) {
      assert.equal((await cache.get(freshKey())) ?? undefined, undefined);
    },

    ...Object.fromEntries(
      Object.entries(texts).map(([what, text]): [string, SuiteTests[string]] => [
        `gives back ${what} exactly`,
        async ({ cache }) => {
          const key = freshKey();
          await cache.set(key, text, { ttl });
          assert.ok((await cache.get(key)) === text, 'Another text came back');
          assert.ok((await cache.get(key)) === text, 'Another text came back the second time');
        },
      ]),
    ),

    async 'replaces what was stored before'({ cache }) {
      const key = freshKey();
      await cache.set(key, 'a first and longer value', { ttl });
      await cache.set(key, 'second', { ttl });
      assert.equal(await cache.get(key), 'second');
    },

    async 'forgets what was deleted, and nothing else'({ cache }) {
      const [key, other] = [freshKey(), freshKey()];
      await cache.set(key, 'value', { ttl });
      await cache.set(other, 'other', { ttl });
      await cache.delete(key);
      assert.equal((await cache.get(key)) ?? undefined, undefined);
      assert.equal(await cache.get(other), 'other');
    },

    async 'stores again what was deleted'({ cache }) {
      const key = freshKey();
      await cache.set(key, 'first', { ttl });
      await cache.delete(key);
      await cache.set(key, 'second', { ttl });
      assert.equal(await cache.get(key), 'second');
    },

    async 'deletes nothing without complaint'({ cache }) {
      const key = freshKey();
      await cache.delete(key);
      await cache.set(key, 'value', { ttl });
      await cache.delete(key);
      await cache.delete(key);
    },

    async 'keeps keys of any characters apart'({ cache }) {
      for (const key of oddKeys) assert.equal((await cache.get(key)) ?? undefined, undefined, key);
      for (const key of oddKeys) await cache.set(key, `the value of ${key}`, { ttl });
      for (const key of oddKeys) assert.equal(await cache.get(key), `the value of ${key}`);
      for (const key of oddKeys) await cache.delete(key);
      for (const key of oddKeys) assert.equal((await cache.get(key)) ?? undefined, undefined, key);
    },

    async 'stores many entries at the same time'({ cache }) {
      const keys = Array.from({ length: 50 }, freshKey);
      await Promise.all(keys.map((key) => cache.set(key, `the value of ${key}`, { ttl })));
      assert.deepEqual(
        await Promise.all(keys.map((key) => cache.get(key))),
        keys.map((key) => `the value of ${key}`),
      );
    },

    async 'keeps one of the values that are stored under one key at the same time, and keeps it whole'({ cache }) {
      const key = freshKey();
      const values = Array.from({ length: 20 }, (_, index) => `${index} `.repeat(1_000 + index));
      await Promise.all(values.map((value) => cache.set(key, value, { ttl })));
      const kept = await cache.get(key);
      assert.ok(
        values.some((value) => value === kept),
        'It is none of them',
      );
      assert.ok((await cache.get(key)) === kept, 'Another one came back the second time');
    },
  };
}

const texts: Readonly<Record<string, string>> = {
  'a short text': 'value',
  'an empty text': '',
  'a single space': ' ',
  'white space at both ends': '\t text\r\n',
  'what looks like nothing': 'null',
  'what looks like a number': '1e3',
  'what looks like JSON': '{"value":"a","expires":1}',
  'quotes, backslashes and a null character': `'"\\\\u0041 \\n \0 %s $1`,
  'text beyond ASCII': 'Ünïcödé e\u0301 \u2028 漢字 👩‍👩‍👧 \u{10ffff}',
  '100 KB of ASCII': 'grantkit01'.repeat(10_000),
  '100 KB beyond ASCII': '漢é🔑'.repeat(11_111),
};
