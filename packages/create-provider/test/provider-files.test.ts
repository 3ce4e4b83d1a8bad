import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { providerFiles } from '../src/provider-files.ts';
import { readArguments } from '../src/read-arguments.ts';

const root = new URL('../../../', import.meta.url);

function filesFor(...args: readonly string[]): ReadonlyMap<string, string> {
  const plan = readArguments(args);
  if (plan === undefined) throw new Error('The arguments ask for help.');
  return providerFiles(plan);
}

test('the package has these files', () => {
  expect([...filesFor('acme-pay').keys()].toSorted()).toEqual([
    '.gitignore',
    'README.md',
    'package.json',
    'src/acme-pay.ts',
    'src/index.ts',
    'test/acme-pay-dialect.ts',
    'test/acme-pay.test.ts',
    'test/start-acme-pay.ts',
    'test/suite.test.ts',
    'tsconfig.build.json',
    'tsconfig.json',
    'vitest.config.ts',
  ]);
});

test.each(['basic', 'basic-raw', 'post'])('no word of the template is left with --auth %s', (auth) => {
  for (const text of filesFor('sage', '--auth', auth).values()) expect(text).not.toMatch(/acme/i);
});

test.each([
  ['basic', 'const clientAuth = clientSecretBasic();', 'dialects.rfc6749.verifyTokenRequest'],
  ['basic-raw', "const clientAuth = clientSecretBasic({ encoding: 'raw' });", 'does not form-decode'],
  ['post', 'const clientAuth = clientSecretPost();', 'in the body only'],
])('the adapter, its dialect and its test agree on --auth %s', (auth, call, dialect) => {
  const files = filesFor('sage', '--auth', auth);
  expect(files.get('src/sage.ts')).toContain(call);
  expect(files.get('test/sage-dialect.ts')).toContain(dialect);
  expect(files.get('test/suite.test.ts')).toContain(`auth: '${auth}',`);
});

test('a word that was put in is not replaced again', () => {
  const files = filesFor('sage', '--token-endpoint', 'https://acme.example/$&', '--api', 'https://api.acme.example/v2');
  expect(files.get('src/sage.ts')).toContain("tokenEndpointUrl(), 'https://acme.example/$&')");
  expect(files.get('test/suite.test.ts')).toContain("apiBaseUrl: 'https://api.acme.example/v2' }");
});

test('the tables of the README are aligned', () => {
  const readme = filesFor('provider-with-a-long-name').get('README.md') ?? '';
  const [header = '', line = ''] = readme.split('\n').filter((text) => text.startsWith('|'));
  expect(readme).toContain(`https://auth.provider-with-a-long-name.example/token\` |`);
  expect(header.length).toBe(line.length);
});

test('the title is the name in sentences and identifiers', () => {
  const files = filesFor('paypal', '--title', 'PayPal');
  const source = files.get('src/paypal.ts');
  for (const text of ['function createPayPal(options: PayPalOptions)', "PayPal's customers", "name: 'paypal'"])
    expect(source).toContain(text);
  expect(files.get('test/start-paypal.ts')).toContain('function startPayPal(');
  expect(files.get('package.json')).toContain('tokens for PayPal"');
});

test.each(['new', 'class', '21st', 'x'])('the provider %s gets identifiers that JavaScript allows', (provider) => {
  const source = filesFor(provider).get(`src/${provider}.ts`) ?? '';
  const [, name = ''] = /export function (\w+)/.exec(source) ?? [];
  expect(() => new Function(`const ${name} = 1, ${name.replace('create', '')}Options = 2;`)).not.toThrow();
});

test('the package depends on the versions that this repository has', () => {
  const { dependencies, devDependencies } = JSON.parse(filesFor('acme').get('package.json') ?? '');
  const own = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')).devDependencies;
  const catalog = readFileSync(new URL('pnpm-workspace.yaml', root), 'utf8');
  for (const name of ['@types/node', 'typescript', 'vitest']) expect(devDependencies[name]).toBe(own[name]);
  expect(catalog).toContain(`valibot: ${dependencies.valibot}\n`);
  expect(dependencies['@grantkit/core']).toBe(releaseRange('core'));
  expect(devDependencies['@grantkit/testing']).toBe(releaseRange('testing'));
});

/** The range of a package's current major version. A package that was never released starts with 1.0.0. */
function releaseRange(folder: string): string {
  const { version } = JSON.parse(readFileSync(new URL(`packages/${folder}/package.json`, root), 'utf8'));
  return version === '0.0.0' ? '^1.0.0' : `^${version.split('.', 1)}.0.0`;
}
