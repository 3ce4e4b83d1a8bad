import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { testProvider } from '@grantkit/testing';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { acme, createGoodAcme } from './provider-suite/acme-suite.ts';
import { verdictOn } from './provider-suite/broken-adapters.ts';
import { mistakes } from './provider-suite/mistakes.ts';
import { createOdd, oddDialect, sign } from './provider-suite/odd-adapter.ts';
import { runSuite } from './provider-suite/run-suite.ts';

testProvider('a good adapter', { ...acme, runner: { describe, test }, create: createGoodAcme });

testProvider('an adapter of a provider that does everything in its own way', {
  runner: { describe, test },
  create: (options) => createOdd({ tokenEndpoint: 'https://unset', ...options }),
  pointAt: ({ tokenEndpoint }) => ({ tokenEndpoint }),
  dialect: oddDialect,
  auth: (client) => ({ parameters: { app: client.clientId, sign: sign(client) } }),
  request: () => ({ parameters: { grant_type: 'app' }, headers: { 'x-version': '2' } }),
  requestBody: 'json',
  scopeSeparator: ',',
  lifetime: { member: 'data.until', fallback: 7_200_000 },
  apiToken: (token) => ({ 'x-odd-token': token }),
  refusals: [
    { answer: { body: { code: 4010, text: 'sign' } }, code: 'invalid_client' },
    { answer: { body: { code: 4290, text: 'slower' } }, code: 'rate_limited' },
    { answer: { body: { code: 5, text: 'other' } }, code: 'refused' },
  ],
});

describe('the suite fails on an adapter that', () => {
  const caught = new Set<string>();

  it.each(mistakes)('$mistake', async (mistake) => {
    const { problems, failed } = await verdictOn(mistake);
    expect(problems).toEqual([]);
    for (const title of failed) caught.add(title);
  });

  it('has any of these mistakes, and every test of the suite finds at least one of them', async () => {
    const { titles } = await runSuite({ create: createGoodAcme });
    expect(titles.filter((title) => !caught.has(title))).toEqual([]);
  });
});

const options =
  'clientId clientSecret scope parameters cache fetch timeout maxRetryAfter expiryMargin waitUntil onEvent clock ' +
  'apiKey tokenEndpoint apiBaseUrl';

test.each([
  ['names the options that the adapter takes', options, 0],
  ['names an option that the adapter does not take', `${options} region`, 1],
  ['leaves an option out', options.replace('cache ', ''), 1],
  ['has no table of options', '', 1],
])('a README that %s: %s', async (_, names, failures) => {
  const folder = await mkdtemp(join(tmpdir(), 'grantkit-readme-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const rows = names.split(' ').map((name) => `| \`${name}\` | meaning of \`this\` |`);
  const table = names === '' ? [] : ['| option | meaning |', '| --- | --- |', ...rows, '', '`other` text'];
  const readme = pathToFileURL(join(folder, 'README.md'));
  await writeFile(readme, ['# Acme', '', ...table].join('\n'));
  const run = await runSuite({ create: createGoodAcme, readme });
  expect(Object.keys(run.failures)).toHaveLength(failures);
});

test('a credential that is too short to be searched for is a mistake of the test', () => {
  const short = { ...acme, credentials: { apiKey: 'key' }, create: createGoodAcme };
  expect(() => testProvider('acme', { ...short, runner: { describe: (_, define) => define(), test() {} } })).toThrow(
    /8 characters/,
  );
});

it('runs on node:test', async () => {
  const file = fileURLToPath(new URL('provider-suite/on-node-test.ts', import.meta.url));
  const node = ['--conditions=@grantkit/source', '--test-reporter=tap', file];
  const { stdout } = await promisify(execFile)(process.execPath, node);
  expect(stdout).toMatch(/# Subtest: puts no credential into a URL/);
  expect(stdout).toMatch(/# pass [1-9]\d+/);
  expect(stdout).toMatch(/# fail 0/);
});
