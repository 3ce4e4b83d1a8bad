import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** From the top: a folder imports only folders that come after it. */
const folders = ['metadata', 'client', 'api', 'renewal', 'cache', 'endpoint', 'contract', 'platform'];
const root = join(import.meta.dirname, '../../..');

test("core's sources are these eight folders and two files", async () => {
  const entries = await readdir(join(root, 'packages/core/src'));
  expect(entries.sort()).toEqual([...folders, 'application.ts', 'index.ts'].sort());
});

test('the linter refuses an import of a higher folder and of both entries, and no other', async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'grantkit-folders-'));
  try {
    await copyFile(join(root, 'biome.jsonc'), join(scratch, 'biome.jsonc'));
    for (const from of folders) {
      const folder = join(scratch, 'packages/core/src', from);
      await mkdir(folder, { recursive: true });
      for (const to of folders.filter((other) => other !== from)) {
        await writeFile(join(folder, `${to}.ts`), `export { it } from '../${to}/it.ts';\n`);
      }
      for (const entry of ['application', 'index']) {
        await writeFile(join(folder, `${entry}-file.ts`), `export { it } from '../${entry}.ts';\n`);
      }
    }
    expect(await refused(scratch)).toEqual(
      folders
        .flatMap((from, level) =>
          [...folders.slice(0, level), 'application-file', 'index-file'].map((to) => `${from}/${to}.ts`),
        )
        .sort(),
    );
  } finally {
    await rm(scratch, { recursive: true });
  }
});

/** The files in which the linter refuses an import. */
async function refused(folder: string): Promise<readonly string[]> {
  const { stdout } = await new Promise<{ stdout: string }>((resolve) => {
    const args = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=json', '.'];
    // Its exit code is 1, because it finds errors. So the error argument is ignored.
    execFile(join(root, 'node_modules/.bin/biome'), args, { cwd: folder }, (_, stdout) => resolve({ stdout }));
  });
  const { diagnostics }: { diagnostics: { category: string; location: { path: string } }[] } = JSON.parse(stdout);
  return diagnostics
    .filter(({ category }) => category === 'lint/style/noRestrictedImports')
    .map(({ location }) => location.path.replace('packages/core/src/', ''))
    .sort();
}
