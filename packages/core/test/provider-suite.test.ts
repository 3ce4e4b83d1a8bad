import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { testProvider } from '@grantkit/testing';
import { describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { acme, createGoodAcme } from './provider-suite/acme-suite.ts';
import { problemsWith } from './provider-suite/broken-adapters.ts';
import { mistakes } from './provider-suite/mistakes.ts';
import { createOdd, oddDialect, sign } from './provider-suite/odd-adapter.ts';
import { runSuite } from './provider-suite/run-suite.ts';
import { strict } from './provider-suite/strict-adapter.ts';

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

testProvider('an adapter of a provider that narrows what others allow', { ...strict, runner: { describe, test } });

describe('the suite fails on an adapter that', () => {
  it.each(mistakes)('$mistake', async (mistake) => {
    expect(await problemsWith(mistake)).toEqual([]);
  });

  it('has any of these mistakes, and every test of the suite is meant to find at least one of them', async () => {
    const { titles } = await runSuite({ create: createGoodAcme }, []);
    const caught = new Set(mistakes.flatMap(({ caughtBy }) => Object.keys(caughtBy)));
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

test.each([
  [{ credentials: { apiKey: 'key' } }, /`credentials.apiKey` must have 8 characters/],
  [
    {
      clients: [
        { clientId: 'first', clientSecret: 'long enough' },
        { clientId: 'second', clientSecret: 'short' },
      ],
    },
    /Each `clientSecret`/,
  ],
] as const)('a credential that is too short to be searched for is a mistake of the test: %j', (own, message) => {
  const runner = { describe: (_: string, define: () => void) => define(), test() {} };
  expect(() => testProvider('acme', { ...acme, ...own, create: createGoodAcme, runner })).toThrow(message);
});

it('says which member of the reply does not exist', async () => {
  const title = 'gives a token without a stated lifetime the lifetime that the adapter declares';
  const lifetime = { member: ['expires_in', 'data.until'] };
  const { failures } = await runSuite({ create: createGoodAcme, lifetime }, [title]);
  expect(failures[title]).toMatch(/must have the members of `lifetime.member`: data.until/);
});

it('says which test has not ended', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const never = () => new Promise<never>(() => {});
  const create = () => ({ ...createGoodAcme({ clientId: 'id', clientSecret: 'secret' }), token: never });
  const title = 'returns the token that the server granted';
  const run = runSuite({ create }, [title]);
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
  vi.advanceTimersByTime(10_000);
  expect((await run).failures).toEqual({ [title]: expect.stringMatching(/must end each call.* the server granted/) });
});

it('runs on node:test', async () => {
  const file = fileURLToPath(new URL('provider-suite/on-node-test.ts', import.meta.url));
  const node = ['--conditions=@grantkit/source', '--test-reporter=tap', file];
  const { stdout } = await promisify(execFile)(process.execPath, node);
  expect(stdout).toMatch(/# Subtest: puts no credential into a URL/);
  expect(stdout).toMatch(/# pass [1-9]\d+/);
  expect(stdout).toMatch(/# fail 0/);
});
