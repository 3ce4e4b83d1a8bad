// Typechecks the examples in documents and in comments of the sources: every `ts` and `js` block. A `ts` block without an
// import continues the block before it.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { complaints } from './probes.ts';
import { root } from './workspace.ts';

interface Example {
  /** The place of the example, such as `packages/core/src/clock.ts:12`. */
  readonly place: string;
  /** The package whose dependencies the example may use: its own, or the example app outside the packages. */
  readonly home: string;
  readonly language: string;
  readonly code: string;
}

const folder = join('node_modules', '.examples');
const files = globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md', 'packages/*/src/**/*.ts'], { cwd: root });
// Pages quote these programs, which have a compiler and tests of their own.
const homes = ['apps/example/src', 'apps/recipes/{src,test}', 'scripts/consumers', 'packages/core/test'];
const programs = globSync(
  homes.map((home) => `${home}/**/*.{ts,js}`),
  { cwd: root, exclude: ['**/node_modules/**'] },
);
const quotable = new Map(programs.map((path) => [readFileSync(join(root, path), 'utf8'), path]));
const examples = files.toSorted().flatMap(examplesOf);
const written = examples.map((example, index) => {
  const path = join(root, example.home, folder, `example-${index}.${example.language === 'js' ? 'cjs' : 'ts'}`);
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
      allowJs: true,
      checkJs: true,
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
const isAbout = (path: string) => (line: string) => line.startsWith(relative(root, path).split(sep).join('/'));
for (const { place, path } of written) {
  const own = problems.filter(isAbout(path));
  if (own.length > 0) failed += 1;
  console.log(`${own.length === 0 ? 'ok  ' : 'FAIL'} ${place}`);
  for (const line of own) console.log(`       ${line}`);
}
// Otherwise every example would pass if the compiler does not run, or runs out of time.
const others = problems.filter((line) => !line.startsWith(' ') && !written.some(({ path }) => isAbout(path)(line)));
for (const line of others) console.log(`FAIL ${line}`);
console.log(`${written.length - failed} passed, ${failed + others.length} failed`);
if (failed + others.length > 0) process.exitCode = 1;

function examplesOf(file: string): Example[] {
  const text = readFileSync(join(root, file), 'utf8');
  const home = homeOf(file);
  const quoted: string[] = [];
  let program = '';
  return [...text.matchAll(/^( \* )?```(ts|js)\n([\s\S]*?)^\1?```/gm)].flatMap((match) => {
    const [, prefix = '', language = 'ts', block = ''] = match;
    const code = block.replaceAll(/^ \* ?/gm, (start) => (prefix === '' ? start : ''));
    const path = quotable.get(code);
    if (path !== undefined) quoted.push(path);
    const isProgram = language === 'js' || /^import /m.test(code);
    if (language === 'ts') program = isProgram ? code : `${program}\n${code}`;
    if (path !== undefined) return [];
    const place = `${file}:${text.slice(0, match.index).split('\n').length}`;
    return [{ place, home, language, code: language === 'js' ? code : importing(quoted, program, home) }];
  });
}

/** Lets an example import the programs that its page quotes, as if they were in the same folder. */
function importing(paths: readonly string[], code: string, home: string): string {
  return paths.reduce((text, path) => {
    const target = relative(join(home, folder), path).split(sep).join('/');
    return text.replaceAll(`'./${basename(path)}'`, `'${target}'`);
  }, code);
}

function homeOf(file: string): string {
  const [top, name] = file.split(sep);
  if (top === 'packages' && name !== undefined) return join(top, name);
  return join('apps', top === 'docs' && (name === 'recipes' || name === 'coming-from') ? 'recipes' : 'example');
}
