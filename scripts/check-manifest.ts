// Checks the package.json of a package against the rules of this repository.
import { isDeepStrictEqual } from 'node:util';
import type { Check } from './checks.ts';
import { adapters, type Manifest } from './workspace.ts';

const conditions = ['@grantkit/source', 'types', 'default'].join();

export function checkManifest(directory: string, manifest: Manifest): Check[] {
  const { dependencies = {}, devDependencies = {}, peerDependencies = {}, optionalDependencies = {} } = manifest;
  const installed = { ...optionalDependencies, ...peerDependencies, ...dependencies };
  const all = { ...devDependencies, ...installed };
  const isAdapter = adapters.includes(directory);
  // A package that is not an adapter may use adapters in its tests.
  const unwanted = isAdapter ? all : installed;

  return [
    ['is ESM, has no side effects, and names its oldest Node', checkFields(manifest)],
    ['names its home, its source, its issues, its license and its author', checkOrigin(directory, manifest)],
    [
      `exports are ${conditions}`,
      entriesOf(manifest)
        .filter(([, target]) => Object.keys(target).join() !== conditions)
        .map(([path]) => path),
    ],
    [
      isAdapter ? 'depends on core and on no other adapter' : 'depends on no adapter',
      [
        ...(isAdapter && !('@grantkit/core' in dependencies) ? ['core is missing'] : []),
        ...adapters.map((name) => `@grantkit/${name}`).filter((name) => name in unwanted),
      ],
    ],
    [
      'sibling packages use workspace:^, core is not a peer dependency',
      [
        ...Object.keys(peerDependencies).filter((name) => name === '@grantkit/core'),
        ...Object.entries(all)
          .filter(([name, range]) => name.startsWith('@grantkit/') && range !== 'workspace:^')
          .map(([name, range]) => `${name}: ${range}`),
      ],
    ],
  ];
}

/** The entries of the package that can be imported. */
export function entriesOf({ exports = {} }: Manifest): [path: string, target: string | Record<string, string>][] {
  return Object.entries(exports).filter(([path]) => path !== './package.json');
}

function checkOrigin(directory: string, manifest: Manifest): string[] {
  const repository = 'https://github.com/grantkit/grantkit';
  const expected = {
    homepage: `${repository}/tree/main/packages/${directory}#readme`,
    bugs: `${repository}/issues`,
    license: 'MIT',
    author: 'Grantkit contributors',
    // npm refuses a version whose provenance names another repository.
    repository: { type: 'git', url: `git+${repository}.git`, directory: `packages/${directory}` },
  };
  return Object.entries(expected)
    .filter(([field, value]) => !isDeepStrictEqual(Reflect.get(manifest, field), value))
    .map(([field, value]) => `"${field}" must be ${JSON.stringify(value)}`);
}

function checkFields({ type, sideEffects, engines }: Manifest): string[] {
  const problems: string[] = [];
  if (type !== 'module') problems.push('"type" is not "module"');
  if (sideEffects !== false) problems.push('"sideEffects" is not false');
  if (!engines?.node) problems.push('"engines.node" is missing');
  return problems;
}
