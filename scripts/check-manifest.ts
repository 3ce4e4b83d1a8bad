// What a package.json says of its package, held against the rules of this repository.
import { adapters, type Manifest } from './workspace.ts';

/** One line of the report: it passes when there are no problems. */
export type Check = [what: string, problems: string[]];

const conditions = ['@grantkit/source', 'types', 'default'].join();

export function checkManifest(directory: string, manifest: Manifest): Check[] {
  const { dependencies = {}, devDependencies = {}, peerDependencies = {}, optionalDependencies = {} } = manifest;
  const installed = { ...optionalDependencies, ...peerDependencies, ...dependencies };
  const all = { ...devDependencies, ...installed };
  const isAdapter = adapters.includes(directory);
  // The tests of what is no adapter may try it out on one.
  const unwanted = isAdapter ? all : installed;

  return [
    ['is ESM, without side effects, for a stated Node', checkFields(manifest)],
    [
      `exports are ${conditions}`,
      entriesOf(manifest)
        .filter(([, target]) => Object.keys(target).join() !== conditions)
        .map(([path]) => path),
    ],
    [
      isAdapter ? 'depends on core and on no adapter' : 'depends on no adapter',
      [
        ...(isAdapter && !('@grantkit/core' in dependencies) ? ['core is missing'] : []),
        ...adapters.map((name) => `@grantkit/${name}`).filter((name) => name in unwanted),
      ],
    ],
    [
      'siblings are workspace:^, core is no peer',
      [
        ...Object.keys(peerDependencies).filter((name) => name === '@grantkit/core'),
        ...Object.entries(all)
          .filter(([name, range]) => name.startsWith('@grantkit/') && range !== 'workspace:^')
          .map(([name, range]) => `${name}: ${range}`),
      ],
    ],
  ];
}

/** What can be imported from the package. */
export function entriesOf({ exports = {} }: Manifest): [path: string, target: string | Record<string, string>][] {
  return Object.entries(exports).filter(([path]) => path !== './package.json');
}

function checkFields({ type, sideEffects, engines }: Manifest): string[] {
  const problems: string[] = [];
  if (type !== 'module') problems.push('"type" is not "module"');
  if (sideEffects !== false) problems.push('"sideEffects" is not false');
  if (!engines?.node) problems.push('"engines.node" is missing');
  return problems;
}
