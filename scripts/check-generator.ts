// Runs both generators of provider packages on HEAD: `pnpm new:provider` in a clone, and `npm create @grantkit/provider`
// outside. Then it shows that `check:packages` and `check:changesets` find what is missing in a contribution. Needs the npm
// registry, or npm's and pnpm's caches.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { report } from './checks.ts';
import { checkFaults } from './generator/faults.ts';
import { checkInside, generated } from './generator/inside.ts';
import { checkOutside, packTarballs } from './generator/outside.ts';
import { cloneHead } from './generator/scratch.ts';
import { run } from './probes.ts';

const home = mkdtempSync(join(tmpdir(), 'grantkit-generator-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));

const clone = await cloneHead(home);
const needed = ['core', 'testing', 'create-provider'].map((name) => `--filter=@grantkit/${name}`);
await run('pnpm', ['exec', 'turbo', 'run', 'build', ...needed], { cwd: clone });
const tarballs = await packTarballs(clone, home);

const [inside, outside] = await Promise.all([checkInside(clone), checkOutside(home, tarballs)]);
const faults = await checkFaults(clone, generated);

report([...inside, ...outside, ...faults]);
