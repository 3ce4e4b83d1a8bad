// Writes core's option rows into the READMEs that have them. `check:packages` fails while they differ.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readmes, withCommonRows } from './option-rows.ts';
import { run } from './probes.ts';
import { root } from './workspace.ts';

for (const path of readmes.map((readme) => join(root, readme))) {
  writeFileSync(path, withCommonRows(readFileSync(path, 'utf8')));
}
await run('biome', ['format', '--write', ...readmes], { cwd: root });
