// What the registry has after a release.
import type { Check } from '../checks.ts';
import type { Manifest } from '../workspace.ts';
import type { Registry } from './registry.ts';
import { difference, list, type Versions } from './versions.ts';

/**
 * Checks the registry after the last of `releases`. `current` has the versions of all packages.
 *
 * The registry was empty before the first release.
 */
export async function checkRegistry(
  registry: Registry,
  releases: readonly Versions[],
  current: Versions,
): Promise<Check[]> {
  const contents = await registry.contents();
  const published = [...contents].flatMap(([name, versions]) =>
    [...versions.keys()].map((version) => list({ [name]: version })),
  );
  const expected = releases.flatMap((released) =>
    Object.entries(released).map(([name, version]) => list({ [`@grantkit/${name}`]: version })),
  );
  const latest = [...contents].flatMap(([name, versions]) => versions.get(current[folder(name)] ?? '') ?? []);
  const released = latest.filter(({ name, version }) => releases.at(-1)?.[folder(name)] === version);
  return [
    [
      'the registry has what was released, and nothing else',
      difference(expected.toSorted().join(', '), published.toSorted().join(', ')),
    ],
    [
      'what was released names the current versions of the other packages',
      released.flatMap((manifest) => oddRanges(manifest, current)),
    ],
  ];
}

/** The ranges of a published manifest that npm cannot read, or that allow an older version of another package. */
function oddRanges({ name, dependencies, peerDependencies, devDependencies }: Manifest, current: Versions): string[] {
  return Object.entries({ ...devDependencies, ...peerDependencies, ...dependencies })
    .filter(([other, range]) => {
      if (/^(workspace|catalog):/.test(range)) return true;
      return other.startsWith('@grantkit/') && range !== `^${current[folder(other)]}`;
    })
    .map(([other, range]) => `${name} has ${other}: ${range}`);
}

function folder(name: string): string {
  return name.replace('@grantkit/', '');
}
