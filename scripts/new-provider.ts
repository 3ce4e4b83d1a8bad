// Writes a provider package into this repository, with its row in the README and its changeset:
// `pnpm new:provider acme --auth post --token-endpoint https://auth.acme.example/token --api https://api.acme.example`.
// `npm create @grantkit/provider` writes the same sources, tests and README. The rest comes from `packages/pulsoid`.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { providerFiles } from '../packages/create-provider/src/provider-files.ts';
import { help, type ProviderArguments, readArguments } from '../packages/create-provider/src/read-arguments.ts';
import { writePackage } from '../packages/create-provider/src/write-package.ts';
import { root } from './workspace.ts';

const usage =
  'Usage: npx -y pnpm@12.20.0 new:provider NAME [--title TITLE] [--auth WAY] [--token-endpoint URL] [--api URL]';
/** The package whose configuration the new one gets. */
const neighbour = join(root, 'packages', 'pulsoid');
const configuration = ['tsconfig.json', 'tsconfig.build.json', 'vitest.config.ts'];

try {
  const plan = readArguments(process.argv.slice(2));
  if (plan === undefined) console.log(`${usage}\n\n${help}`);
  else addProvider(plan);
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
  process.exitCode = 1;
}

function addProvider(plan: ProviderArguments): void {
  const { provider, title, identifier } = plan;
  const packageName = `@grantkit/${provider}`;
  if (![packageName, `grantkit-${provider}`].includes(plan.packageName))
    throw new Error(`In this repository the package is called \`${packageName}\`. Pass \`${provider}\`.`);
  if (existsSync(join(root, 'apps', provider)))
    throw new Error(`\`apps/${provider}\` is a package called \`${packageName}\` already. Choose another name.`);
  const readme = withRow(readFileSync(join(root, 'README.md'), 'utf8'), plan);

  writePackage(join(root, 'packages', provider), packageFiles({ ...plan, packageName }));
  writeFileSync(join(root, 'README.md'), readme);
  writeFileSync(
    join(root, '.changeset', `${provider}-first-release.md`),
    `---\n'${packageName}': major\n---\n\n\`create${identifier}\`: client credentials tokens of ${title}. FILL IN: its own options and members.\n`,
  );
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: root, stdio: 'inherit' });
  // Otherwise pnpm would refuse to change the lockfile in CI.
  run('pnpm', 'install', '--no-frozen-lockfile', '--prefer-offline');
  // The formatter aligns the tables, because names and URLs have changed the widths of their columns.
  run('biome', 'check', '--write', `packages/${provider}`, 'README.md');
  // The snapshot of the public types, which `check:api` compares.
  run('turbo', 'run', 'build', `--filter=${packageName}`);
  run('node', join(root, 'scripts', 'check-api.ts'), '--write', provider);
  console.log(`
Wrote packages/${provider}, .changeset/${provider}-first-release.md and a row of README.md. Its tests pass:

  npx -y pnpm@12.20.0 --filter ${packageName} test

Lines marked FILL IN need facts that only the pages of ${title} can tell. Until you replace them, CI and the release fail.
This command lists them:

  npx -y pnpm@12.20.0 check:changesets`);
}

function packageFiles(plan: ProviderArguments): ReadonlyMap<string, string> {
  const files = [...providerFiles(plan)].filter(([path]) => /^(README\.md|src\/.*|test\/.*)$/.test(path));
  const read = (file: string) => readFileSync(join(neighbour, file), 'utf8');
  const frame = JSON.parse(read('package.json'));
  const manifest = {
    ...frame,
    name: plan.packageName,
    version: '0.0.0',
    description: `OAuth 2.0 client credentials tokens for ${plan.title}`,
    keywords: ['oauth2', 'client-credentials', 'access-token', plan.provider],
    homepage: frame.homepage.replace('/pulsoid#', `/${plan.provider}#`),
    repository: { ...frame.repository, directory: `packages/${plan.provider}` },
    dependencies: { '@grantkit/core': 'workspace:^', valibot: 'catalog:' },
    devDependencies: { '@grantkit/testing': 'workspace:^' },
  };
  return new Map([
    ...files,
    ...configuration.map((file): [string, string] => [file, read(file)]),
    ['package.json', `${JSON.stringify(manifest, null, 2)}\n`],
  ]);
}

/** The root README with a row for the provider, after those of the other providers. */
function withRow(readme: string, { provider, title }: ProviderArguments): string {
  const next = '| [`@grantkit/core`](packages/core)';
  if (!readme.includes(next))
    throw new Error(`The table of packages in README.md must have a row that starts with ${next}.`);
  // An earlier run may have stopped after it wrote the row.
  if (readme.includes(`](packages/${provider})`)) return readme;
  const row = `| [\`@grantkit/${provider}\`](packages/${provider}) | ${title}. FILL IN: its regions, environments or products |`;
  return readme.replace(next, () => `${row}\n${next}`);
}
