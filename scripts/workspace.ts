// The packages that are published, and what each of them is.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface Manifest {
  name: string;
  private?: boolean;
  type?: string;
  sideEffects?: boolean;
  engines?: { node?: string };
  exports?: Record<string, string | Record<string, string>>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

export const root = resolve(import.meta.dirname, '..');

// Every other package is an adapter: a new one is held to the adapters' rules without being listed.
const infrastructure = ['core', 'testing', 'client-assertion', 'redis', 'keyv', 'opentelemetry'];

export const directories = readdirSync(join(root, 'packages')).filter((name) => !readManifest(name).private);
export const adapters = directories.filter((name) => !infrastructure.includes(name));
/** Core, what it needs on every runtime, and the adapters: none of them may import a Node module. */
export const portable = ['core', 'client-assertion', ...adapters];

export function readManifest(directory: string): Manifest {
  return JSON.parse(readFileSync(join(root, 'packages', directory, 'package.json'), 'utf8')) as Manifest;
}
