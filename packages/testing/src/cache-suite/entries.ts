import assert from 'node:assert/strict';
import { freshKey, oddKeys } from './keys.ts';
import type { SuiteTests, TestedTokenCache } from './options.ts';

const ttl = 60_000;

/** The cache returns exactly the text that was stored, under its own key and no other key. */
export function entryTests(): SuiteTests {
  return {
    async 'returns nothing for a key that was never stored'({ cache }) {
      await expectNoEntry(cache, freshKey());
    },

    ...Object.fromEntries(
      Object.entries(texts).map(([what, text]): [string, SuiteTests[string]] => [
        `returns ${what} unchanged`,
        async ({ cache }) => {
          const key = freshKey();
          await cache.set(key, text, { ttl });
          assert.ok((await cache.get(key)) === text, '`get` must return the stored text unchanged.');
          assert.ok((await cache.get(key)) === text, 'A second `get` must return the stored text unchanged.');
        },
      ]),
    ),

    async 'replaces an earlier value'({ cache }) {
      const key = freshKey();
      await cache.set(key, 'a first and longer value', { ttl });
      await cache.set(key, 'second', { ttl });
      assert.equal(await cache.get(key), 'second');
    },

    async 'deletes one entry and keeps the others'({ cache }) {
      const [key, other] = [freshKey(), freshKey()];
      await cache.set(key, 'value', { ttl });
      await cache.set(other, 'other', { ttl });
      await cache.delete(key);
      await expectNoEntry(cache, key);
      assert.equal(await cache.get(other), 'other');
    },

    async 'stores a value again after a delete'({ cache }) {
      const key = freshKey();
      await cache.set(key, 'first', { ttl });
      await cache.delete(key);
      await cache.set(key, 'second', { ttl });
      assert.equal(await cache.get(key), 'second');
    },

    async 'does not fail when there is no entry to delete'({ cache }) {
      const key = freshKey();
      await cache.delete(key);
      await cache.set(key, 'value', { ttl });
      await cache.delete(key);
      await cache.delete(key);
    },

    async 'keeps keys with unusual characters apart'({ cache }) {
      for (const key of oddKeys) await expectNoEntry(cache, key);
      for (const key of oddKeys) await cache.set(key, `the value of ${key}`, { ttl });
      for (const key of oddKeys) assert.equal(await cache.get(key), `the value of ${key}`);
      for (const key of oddKeys) await cache.delete(key);
      for (const key of oddKeys) await expectNoEntry(cache, key);
    },

    async 'stores 50 entries at the same time'({ cache }) {
      const keys = Array.from({ length: 50 }, freshKey);
      await Promise.all(keys.map((key) => cache.set(key, `the value of ${key}`, { ttl })));
      assert.deepEqual(
        await Promise.all(keys.map((key) => cache.get(key))),
        keys.map((key) => `the value of ${key}`),
      );
    },

    async 'keeps one whole value when several are stored under one key at the same time'({ cache }) {
      const key = freshKey();
      const values = Array.from({ length: 20 }, (_, index) => `${index} `.repeat(1_000 + index));
      await Promise.all(values.map((value) => cache.set(key, value, { ttl })));
      const kept = await cache.get(key);
      const isWhole = values.some((value) => value === kept);
      assert.ok(isWhole, '`get` must return one of the stored values, whole.');
      assert.ok((await cache.get(key)) === kept, 'A second `get` must return the same value.');
    },
  };
}

/** Fails unless `get` returns `undefined` or `null`. */
export async function expectNoEntry(cache: TestedTokenCache, key: string): Promise<void> {
  const found = (await cache.get(key)) ?? undefined;
  assert.ok(found === undefined, `\`get\` must return undefined or null under the key ${JSON.stringify(key)}.`);
}

const texts: Readonly<Record<string, string>> = {
  'a short text': 'value',
  'an empty text': '',
  'a single space': ' ',
  'white space at both ends': '\t text\r\n',
  'the text "null"': 'null',
  'a text that looks like a number': '1e3',
  'a text that looks like JSON': '{"value":"a","expires":1}',
  'quotes, backslashes and a null character': `'"\\\\u0041 \\n \0 %s $1`,
  'text beyond ASCII': 'Ünïcödé e\u0301 \u2028 漢字 👩‍👩‍👧 \u{10ffff}',
  '100 KB of ASCII': 'grantkit01'.repeat(10_000),
  '100 KB beyond ASCII': '漢é🔑'.repeat(11_111),
};
