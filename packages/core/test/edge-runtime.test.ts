import { expect, onTestFinished, test, vi } from 'vitest';
import { sha256 } from '../src/platform/sha256.ts';
import { createTestBed } from './test-bed.ts';

test('a client works where every function of `process` throws, as in the edge runtime of Next.js', async () => {
  const { getBuiltinModule } = process;
  onTestFinished(() => void vi.restoreAllMocks());
  vi.spyOn(process, 'getBuiltinModule').mockImplementation((name: string) => {
    // The test's own server needs Node's modules.
    if (!name.startsWith('node:diagnostics') && name !== 'node:async_hooks') return getBuiltinModule(name);
    throw new Error('A Node.js API is used which is not supported in the Edge Runtime');
  });
  const { client } = await createTestBed();
  await expect(client.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
});

test.each([
  ['without modules of Node', undefined],
  ['whose `node:crypto` has no `hash`', () => ({})],
  [
    "in which Node's modules throw",
    () => {
      throw new Error('not supported');
    },
  ],
])('a runtime %s has the same cache keys', async (_, getBuiltinModule) => {
  const key = await sha256('the secret of é and 日本');
  onTestFinished(() => void vi.unstubAllGlobals());
  vi.stubGlobal('process', { getBuiltinModule });
  expect(await sha256('the secret of é and 日本')).toBe(key);
});
