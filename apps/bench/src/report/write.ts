import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { documentOf, type Results } from './document.ts';
import { describeMachine, versionOf } from './machine.ts';

const app = join(import.meta.dirname, '..', '..');
const root = join(app, '..', '..');

/** Writes `docs/benchmarks.md`, aligned as the other documents are, and returns its path. */
export async function writeDocument(results: Results): Promise<string> {
  const path = join('docs', 'benchmarks.md');
  writeFileSync(join(root, path), documentOf(results));
  await promisify(execFile)(join(root, 'node_modules', '.bin', 'biome'), ['format', '--write', path], { cwd: root });
  return path;
}

/** Writes every sample of the run as JSON, and returns the path of the file. */
export function writeSamples({ peers, works, behaviours, unhandledRejections }: Results, path?: string): string {
  const file = path ?? join(app, 'node_modules', '.cache', 'benchmarks.json');
  const packages = peers.flatMap((peer) => peer.packages);
  const observations = [...behaviours.values()].flatMap((observed) => [...observed]);
  const samples = {
    date: new Date().toISOString(),
    machine: describeMachine(),
    versions: Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
    works: Object.fromEntries([...works].map(([{ title }, result]) => [title, result])),
    behaviours: Object.fromEntries(observations.map(([{ title }, cells]) => [title, Object.fromEntries(cells)])),
    unhandledRejections,
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(samples, undefined, 1)}\n`);
  return file;
}
