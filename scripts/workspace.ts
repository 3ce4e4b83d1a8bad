// The packages that are published, and their kinds.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface Manifest {
  name: string;
  version: string;
  homepage?: string;
  bugs?: string;
  license?: string;
  author?: string;
  repository?: { type?: string; url?: string; directory?: string };
  private?: boolean;
  type?: string;
  sideEffects?: boolean;
  engines?: { node?: string };
  bin?: Record<string, string>;
  exports?: Record<string, string | Record<string, string>>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

export const root = resolve(import.meta.dirname, '..');

// Every other package is an adapter. So a new adapter is checked without being listed here.
const infrastructure = ['core', 'testing', 'client-assertion', 'redis', 'keyv', 'opentelemetry', 'create-provider'];

/** Switching to another branch leaves the folder of a package behind, with what git ignores in it. */
const isPackage = (name: string) => existsSync(join(root, 'packages', name, 'package.json'));

export const directories = readdirSync(join(root, 'packages')).filter(
  (name) => isPackage(name) && !readManifest(name).private,
);
export const adapters = directories.filter((name) => !infrastructure.includes(name));
/** The packages that must run on every runtime, so that they may not import a Node module. */
export const portable = ['core', 'client-assertion', ...adapters];

/** `home` is the folder of the repository: this one, or a copy. */
export function readManifest(directory: string, home = root): Manifest {
  return JSON.parse(readFileSync(join(home, 'packages', directory, 'package.json'), 'utf8')) as Manifest;
}

/** The packages that a command line names, or all of them. A misspelt name must not pass as a check of nothing. */
export function chosenPackages(names: readonly string[]): readonly string[] {
  const unknown = names.find((name) => !directories.includes(name));
  if (unknown !== undefined)
    throw new Error(`packages/${unknown} does not exist. Use one of these names: ${directories.join(', ')}.`);
  return names.length === 0 ? directories : names;
}
