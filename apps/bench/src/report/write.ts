import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LoadedPeer } from '../peers/index.ts';
import { benchmarksPage } from './benchmarks-page.ts';
import { comparisonPage } from './comparison-page.ts';
import { picture } from './picture.ts';
import { type Results, readResults } from './results.ts';

const app = join(import.meta.dirname, '..', '..');
const root = join(app, '..', '..');
const committed = join('apps', 'bench', 'results.json');

/** The results of the last full run. */
export function committedResults(): Results {
  return readResults(join(root, committed));
}

/** The texts of the files that are made from the committed results, by path in the repository. */
function pagesOf(peers: readonly LoadedPeer[]): Readonly<Record<string, string>> {
  const results = committedResults();
  return {
    'docs/benchmarks.md': aligned('docs/benchmarks.md', benchmarksPage(results, peers)),
    'docs/comparison.md': aligned('docs/comparison.md', comparisonPage(results, peers)),
    'docs/pictures/thousand-callers.svg': picture(results),
  };
}

/** Writes the pages and the picture, and returns their paths. */
export function writePages(peers: readonly LoadedPeer[]): readonly string[] {
  const pages = Object.entries(pagesOf(peers));
  for (const [path, text] of pages) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return pages.map(([path]) => path);
}

/** The pages that are not what {@link writePages} would write. */
export function stalePages(peers: readonly LoadedPeer[]): readonly string[] {
  const pages = Object.entries(pagesOf(peers));
  return pages.filter(([path, text]) => readFileSync(join(root, path), 'utf8') !== text).map(([path]) => path);
}

/** Replaces the committed results. Samples are left out, and numbers have six digits, which is more than a page shows. */
export function commitResults(results: Results): void {
  const short = JSON.stringify(results, (key, value: unknown) => {
    if (key === 'samples') return undefined;
    return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
  });
  writeFileSync(join(root, committed), aligned(committed, short));
}

/** Writes every sample of the run as JSON, and returns the path of the file. */
export function writeSamples(results: Results, path?: string): string {
  const file = path ?? join(app, 'node_modules', '.cache', 'benchmarks.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, undefined, 1)}\n`);
  return file;
}

/** The text as the formatter of the repository aligns it. */
function aligned(path: string, text: string): string {
  const biome = join(root, 'node_modules', '.bin', 'biome');
  return execFileSync(biome, ['format', `--stdin-file-path=${path}`], { cwd: root, input: text, encoding: 'utf8' });
}
