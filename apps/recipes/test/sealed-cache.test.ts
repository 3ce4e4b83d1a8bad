import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { memoryTokenCache } from '@grantkit/issuer';
import { expect, test } from 'vitest';
import { sealed } from '../src/sealed-cache.ts';

const page = readFileSync(new URL('../../../docs/questions.md', import.meta.url), 'utf8');
const program = readFileSync(new URL('../src/sealed-cache.ts', import.meta.url), 'utf8');

/** Makes a key with the command that the page prints. */
function newKey(): string {
  const [, command = ''] = page.match(/^node -p "(.+)"$/m) ?? [];
  return execFileSync(process.execPath, ['-p', command], { encoding: 'utf8' }).trim();
}

test('the page shows the program', () => {
  expect(page).toContain(`\`\`\`ts\n${program}\`\`\``);
});

test('processes of two consecutive steps of a rotation can open the entries of each other', async () => {
  const store = memoryTokenCache();
  const [old, next] = [newKey(), newKey()];
  expect(old).not.toBe(next);
  // During a deployment, processes of two steps run at the same time.
  const steps = [old, `${old},${next}`, `${next},${old}`, next].map((keys) => sealed(store, keys));
  for (const [index, writer] of steps.entries()) {
    await writer.set('key', `token of step ${index}`, { ttl: 60_000 });
    for (const reader of [steps[index], steps[index + 1]]) {
      if (reader !== undefined && index < 3) await expect(reader.get('key')).resolves.toBe(`token of step ${index}`);
    }
    expect(await store.get('key')).not.toContain('token');
  }
});

test('a key that is not 32 bytes long is refused when the program starts', () => {
  expect(() => sealed(memoryTokenCache(), 'dG9vIHNob3J0')).toThrow('32 bytes');
  expect(() => sealed(memoryTokenCache(), '')).toThrow('32 bytes');
});
