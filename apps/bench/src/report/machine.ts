import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

/** The machine and the runtime, for the reader of the figures. */
export function describeMachine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  const model = cpus()[0]?.model ?? 'an unknown processor';
  return `Node ${process.version}, ${type()} ${release()}, ${availableParallelism()} cores of ${model}, ${memory} GB`;
}

/** The version of a package that this app has installed. */
export function versionOf(name: string): string {
  const file = join(import.meta.dirname, '..', '..', 'node_modules', name, 'package.json');
  return JSON.parse(readFileSync(file, 'utf8')).version;
}
