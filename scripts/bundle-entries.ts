// Writes one JavaScript file per entry of the package in the current folder. Node opens the files of a program one by one,
// and takes about 0.5 ms for each. tsc writes the declarations, which lead editors from each name to its file in `src`.
// See docs/decisions/0027-one-file-per-entry.md.
import { readFileSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import { rolldown } from 'rolldown';
import type { Manifest } from './workspace.ts';

const { exports = {} } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const sources = Object.values(exports).flatMap((target) =>
  typeof target === 'string' ? [] : (target['@grantkit/source'] ?? []),
);

const bundle = await rolldown({
  input: Object.fromEntries(sources.map((source) => [basename(source, '.ts'), source])),
  // Everything that is not a file of this package.
  external: (id) => !id.startsWith('.') && !isAbsolute(id),
  platform: 'neutral',
  transform: { target: 'es2023' },
});
await bundle.write({
  dir: 'dist',
  // What two entries have in common.
  chunkFileNames: 'shared.js',
  minifyInternalExports: false,
  sourcemap: true,
  // The package contains the sources that the map names.
  sourcemapExcludeSources: true,
});
await bundle.close();
