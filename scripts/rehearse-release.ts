// Rehearses releases: first the waiting changesets, then changes of single packages. It runs the scripts of a release in a
// copy of the last commit, and publishes to a registry on this machine.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check } from './checks.ts';
import { makeCopy } from './release/copy.ts';
import { installAlone, installTogether } from './release/installs.ts';
import { checkRegistry } from './release/published.ts';
import { startRegistry } from './release/registry.ts';
import { type Bump, bumped, changes, dependents, difference, list, type Versions } from './release/versions.ts';
import { directories } from './workspace.ts';

const home = mkdtempSync(join(tmpdir(), 'grantkit-release-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const steps: { readonly title: string; readonly released: Versions }[] = [];
let passed = 0;
let failed = 0;

const registry = await startRegistry(join(home, 'registry'));
const copy = await makeCopy(join(home, 'copy'), registry.env);
try {
  await releaseWhatWaits();
  const versions = copy.versions();
  const alone = await Promise.all(directories.map((name) => installAlone(home, registry, name, versions)));
  report(alone.flat());

  await release('patch of pulsoid', { pulsoid: 'patch' });
  await release('minor of core', { core: 'minor' });
  await release('minor of core, patch of smokeball', { core: 'minor', smokeball: 'patch' });

  const { core: oldCore = '', pulsoid: oldPulsoid = '' } = copy.versions();
  const everyMajor = Object.fromEntries(['core', ...dependents].map((name) => [name, 'major' as const]));
  await refuse('major of core alone', { core: 'major' });
  await release('major of core', everyMajor);

  const [oldMajor = ''] = oldPulsoid.split('.');
  report(await installTogether(home, registry, { pulsoid: oldMajor }, { core: oldCore, pulsoid: oldPulsoid }));
  const { core = '', pulsoid = '', smokeball = '' } = copy.versions();
  const latest = { pulsoid: 'latest', smokeball: 'latest' };
  report(await installTogether(home, registry, latest, { core, pulsoid, smokeball }));
} catch (error) {
  const { message, stdout = '' } = error as Error & { stdout?: string };
  report([['the rehearsal reaches its end', `${message}\n${stdout}`.trim().split('\n')]]);
} finally {
  registry.close();
}

const width = Math.max(...steps.map(({ title }) => title.length));
console.log('Released:');
for (const { title, released } of steps) console.log(`  ${title.padEnd(width)}  ${list(released)}`);
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

async function releaseWhatWaits(): Promise<void> {
  const unreleased = copy.unreleased();
  if (copy.waits()) await copy.script('version-packages');
  const versions = copy.versions();
  report(
    unreleased.map((name) => [`the first version of ${name} is 1.0.0`, difference('1.0.0', versions[name] ?? '')]),
  );
  await publish('what waits', versions);
}

/** Releases a change. Only the packages that it names may get a version. */
async function release(title: string, bumps: Readonly<Record<string, Bump>>): Promise<void> {
  const before = copy.versions();
  await copy.change(bumps);
  await copy.script('version-packages');
  const released = changes(before, copy.versions());
  const expected = Object.entries(bumps).map(([name, bump]) => [name, bumped(before[name] ?? '', bump)]);
  const wanted = list(Object.fromEntries(expected));
  report([[`${title}: it releases ${wanted}, and nothing else`, difference(wanted, list(released))]]);
  await publish(title, released);
}

/** Tries to release a major without its dependents. The check must print their lines. The changeset stays and waits. */
async function refuse(title: string, bumps: Readonly<Record<string, Bump>>): Promise<void> {
  const before = copy.versions();
  await copy.change(bumps);
  const printed = await copy.script('version-packages').then(
    () => 'nothing: the change was accepted',
    ({ stdout }: { stdout: string }) =>
      [...stdout.matchAll(/'@grantkit\/(.+)': major/g)].map(([, name]) => name).join(', '),
  );
  report([
    [`${title}: it is refused, and the lines to add are printed`, difference(dependents.join(', '), printed)],
    [`${title}: no version changes`, difference(list(before), list(copy.versions()))],
  ]);
}

async function publish(title: string, released: Versions): Promise<void> {
  await copy.commit('Release');
  await copy.script('release');
  steps.push({ title, released });
  const releases = steps.map((step) => step.released);
  const checks = await checkRegistry(registry, releases, copy.versions());
  report(checks.map(([what, problems]) => [`${title}: ${what}`, problems]));
}

function report(checks: readonly Check[]): void {
  for (const [what, problems] of checks) {
    if (problems.length === 0) passed += 1;
    else failed += 1;
    console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${what}`);
    for (const problem of problems) console.log(`       ${problem}`);
  }
}
