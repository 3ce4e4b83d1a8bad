// Measures the smallest program of each adapter: a bundle with the adapter, core, ky and valibot, minified and compressed
// with gzip. An adapter that needs more than usual says so in `etc/size-budget.txt`, in bytes. Needs `turbo run build` first.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { adapters, root } from './workspace.ts';

/** The most bytes that the smallest program of an adapter may have. */
const usualBudget = 33_200;

let failed = 0;
for (const adapter of adapters) {
  const size = await smallestProgram(adapter);
  const budget = budgetOf(adapter);
  // A file that holds no number must not pass.
  const fits = size <= budget;
  if (!fits) failed += 1;
  console.log(`${fits ? 'ok  ' : 'FAIL'} ${adapter}: ${size} bytes, at most ${budget}`);
}
console.log(`${adapters.length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

function budgetOf(adapter: string): number {
  const file = join(root, 'packages', adapter, 'etc', 'size-budget.txt');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : usualBudget;
}

async function smallestProgram(adapter: string): Promise<number> {
  const file = join(root, 'packages', adapter, 'dist', 'index.js');
  const index = join(root, 'packages', adapter, 'src', 'index.ts');
  const [create] = /\bcreate[A-Z]\w*/.exec(readFileSync(index, 'utf8')) ?? [];
  if (create === undefined) throw new Error(`${index} must export a function such as \`createAcme\`.`);
  const bundle = await rolldown({
    input: 'program',
    platform: 'neutral',
    resolve: { conditionNames: ['default'] },
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === 'program' ? id : null),
        load: (id) =>
          id === 'program' ? `import { ${create} } from ${JSON.stringify(file)};\nconsole.log(${create});` : null,
      },
    ],
  });
  const { output } = await bundle.generate({ minify: true, codeSplitting: false });
  await bundle.close();
  return gzipSync(output.map((part) => (part.type === 'chunk' ? part.code : '')).join('')).byteLength;
}
