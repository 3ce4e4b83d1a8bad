// Typechecks the examples in documents and in comments of the sources: every `ts` block that imports something. A block
// without an import continues the block before it, and is not checked.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { complaints } from './probes.ts';
import { root } from './workspace.ts';

interface Example {
  /** The place of the example, such as `packages/core/src/clock.ts:12`. */
  readonly place: string;
  /** The package whose dependencies the example may use: its own, or the example app outside the packages. */
  readonly home: string;
  readonly code: string;
}

// The programs of docs/recipes are files of apps/recipes, which compiles and runs them. They import generated types.
const files = globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md', 'packages/*/src/**/*.ts'], {
  cwd: root,
  exclude: ['docs/recipes/**'],
});
const examples = files
  .toSorted()
  .flatMap(examplesOf)
  .filter(({ code }) => /^import /m.test(code));
const folder = join('node_modules', '.examples');
const written = examples.map((example, index) => {
  const path = join(root, example.home, folder, `example-${index}.ts`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, example.code);
  return { ...example, path };
});
const project = join(root, folder, 'tsconfig.json');
mkdirSync(dirname(project), { recursive: true });
writeFileSync(
  project,
  JSON.stringify({
    extends: '../../tsconfig.base.json',
    compilerOptions: {
      noEmit: true,
      isolatedDeclarations: false,
      // A rule for our own code. Readers may write their copy of an example without it.
      noPropertyAccessFromIndexSignature: false,
      customConditions: ['@grantkit/source'],
      types: ['node'],
      paths: {
        '@grantkit/*': ['../../packages/*/src/index.ts'],
        '@grantkit/core/application': ['../../packages/core/src/application.ts'],
        // An example of the testing package uses Redis, which the package itself does not depend on.
        redis: ['../../packages/redis/node_modules/redis/dist/index.d.ts'],
      },
    },
    files: written.map(({ path }) => path),
  }),
);

const problems = await complaints('tsc', ['-p', project, '--pretty', 'false']);
for (const { home } of written) rmSync(join(root, home, folder), { recursive: true, force: true });
rmSync(dirname(project), { recursive: true, force: true });

let failed = 0;
for (const { place, path } of written) {
  const own = problems.filter((line) => line.startsWith(relative(root, path).split(sep).join('/')));
  if (own.length > 0) failed += 1;
  console.log(`${own.length === 0 ? 'ok  ' : 'FAIL'} ${place}`);
  for (const line of own) console.log(`       ${line}`);
}
console.log(`${written.length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

function examplesOf(file: string): Example[] {
  const text = readFileSync(join(root, file), 'utf8');
  const [top, name] = file.split(sep);
  const home = top === 'packages' && name !== undefined ? join(top, name) : join('apps', 'example');
  return [...text.matchAll(/^( \* )?```ts\n([\s\S]*?)^\1?```/gm)].map(({ index, 1: prefix = '', 2: block = '' }) => ({
    place: `${file}:${text.slice(0, index).split('\n').length}`,
    home,
    code: block.replaceAll(/^ \* ?/gm, (start) => (prefix === '' ? start : '')),
  }));
}
