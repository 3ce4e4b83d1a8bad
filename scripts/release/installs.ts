// What users get who install packages from the registry.
import { join } from 'node:path';
import { entriesOf } from '../check-manifest.ts';
import type { Check } from '../checks.ts';
import { readManifest } from '../workspace.ts';
import { getToken, hasProgram } from './adapter-programs.ts';
import { install } from './consumer.ts';
import type { Registry } from './registry.ts';
import { dependents, difference, list, type Versions } from './versions.ts';

/** Installs one package into an empty folder. An adapter with a program must get a token. Any other package must load. */
export async function installAlone(
  home: string,
  { env }: Registry,
  name: string,
  { [name]: own = '', core = '' }: Versions,
): Promise<Check[]> {
  const consumer = await install(join(home, 'alone', name), env, `@grantkit/${name}`);
  const expected = list(dependents.includes(name) ? { [name]: own, core } : { [name]: own });
  const imports = entriesOf(readManifest(name)).map(([path]) => `import '${join('@grantkit', name, path)}';`);
  return [
    [`${name} alone: npm installs ${expected}`, difference(expected, consumer.installed().join(', '))],
    hasProgram(name)
      ? [`${name} alone: gets a token`, await getToken(name, consumer)]
      : [`${name} alone: loads`, difference('', await consumer.run(imports.join('\n')))],
  ];
}

/** Installs adapters, given by their ranges, next to each other. The installed copies must be those of `expected`. */
export async function installTogether(
  home: string,
  { env }: Registry,
  ranges: Versions,
  expected: Versions,
): Promise<Check[]> {
  const packages = Object.entries(ranges).map(([name, range]) => `@grantkit/${name}@${range}`);
  const consumer = await install(join(home, 'together', packages.join('_')), env, ...packages);
  const what = `npm install ${packages.join(' ')}`;
  const checks: Check[] = [[`${what}: ${list(expected)}`, difference(list(expected), consumer.installed().join(', '))]];
  for (const name of Object.keys(ranges))
    checks.push([`${what}: ${name} gets a token`, await getToken(name, consumer)]);
  return checks;
}
