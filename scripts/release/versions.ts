// Versions of the packages, and what changesets makes of them.
import { directories, readManifest } from '../workspace.ts';

/** How changesets change a version. */
export type Bump = 'major' | 'minor' | 'patch';
/** Versions by the package's folder, such as `{ core: '1.0.0' }`. */
export type Versions = Readonly<Record<string, string>>;

/** The packages that depend on core. */
export const dependents = directories.filter((name) => '@grantkit/core' in (readManifest(name).dependencies ?? {}));

export function bumped(version: string, bump: Bump): string {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (bump === 'major') return `${major + 1}.0.0`;
  return bump === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

/** The versions of `after` that are not those of `before`. */
export function changes(before: Versions, after: Versions): Versions {
  return Object.fromEntries(Object.entries(after).filter(([name, version]) => before[name] !== version));
}

/** Versions as text, such as `core 1.0.0, pulsoid 1.0.0`. */
export function list(versions: Versions): string {
  const entries = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return entries.toSorted().join(', ');
}

/** The result is empty if both texts are the same. Otherwise it shows both. */
export function difference(expected: string, actual: string): string[] {
  return expected === actual ? [] : [`expected: ${expected}`, `found:    ${actual}`];
}
