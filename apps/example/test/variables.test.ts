import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuthorizationServer } from '@grantkit/testing';
import { expect, test } from 'vitest';
import { readSettings } from '../src/settings.ts';
import { emptyDirectory, start } from './run.ts';
import { tableCells } from './table-cells.ts';

test('names every missing and every wrong variable, and starts nothing', async () => {
  const { status, stdout, stderr } = await start(['--once'], {
    variables: {
      PULSOID_CLIENT_SECRET: 'half-of-it',
      SMOKEBALL_REGION: 'nz',
      SMOKEBALL_API_KEY: 'half-of-it',
      ISSUER_URL: 'https://login.example.com',
      REDIS_URL: 'localhost:half-of-it',
      TOKEN_CACHE_KEY: 'half-of-it',
    },
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr.split('\n').map((line) => line.split(':')[0])).toEqual([
    'PULSOID_CLIENT_ID is missing',
    'SMOKEBALL_REGION must be one of us, au, uk.',
    'SMOKEBALL_CLIENT_ID is missing',
    'SMOKEBALL_CLIENT_SECRET is missing',
    'ISSUER_CLIENT_ID is missing',
    'ISSUER_CLIENT_SECRET is missing',
    'REDIS_URL must begin with redis',
    'TOKEN_CACHE_KEY must be 32 bytes in base64, or several such keys with commas between them.',
    '',
  ]);
  expect(stderr).not.toContain('half-of-it');
});

test.each([
  'redis://user:half-of-it@host:port',
  'redis://user:half-of-it@',
  'redis://user:half-of-it/2@host',
  'redis://user:half-of-it%@host',
  'redis://user:half-of-it@host/name',
])('does not show the password of the malformed URL %j', async (REDIS_URL) => {
  const { status, stderr } = await start(['--once'], { variables: { REDIS_URL } });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^REDIS_URL must be like .*\n$/);
  expect(stderr).not.toContain('half-of-it');
});

test('refuses --once together with --serve', async () => {
  const { status, stdout, stderr } = await start(['--once', '--serve']);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^Use either --once or --serve\.\n/);
});

test('reads the .env file of the directory where it is started', async () => {
  await using server = await createAuthorizationServer({
    dialect: 'pulsoid',
    clients: [{ clientId: 'from-file', clientSecret: 'from-file' }],
  });
  const dotEnv = `PULSOID_CLIENT_ID=from-file
PULSOID_CLIENT_SECRET=from-file
PULSOID_TOKEN_ENDPOINT=${server.tokenEndpoint}
PULSOID_API_BASE_URL=${server.url}
`;
  const here = await start(['--once'], { dotEnv });
  expect(tableCells(here.stdout)[1]?.[0]).toBe('pulsoid REAL SERVICE');
  expect(here.status).toBe(0);

  // pnpm changes the directory, and sets INIT_CWD to the one before.
  const elsewhere = await emptyDirectory();
  await writeFile(join(elsewhere, '.env'), dotEnv);
  const there = await start(['--once'], { variables: { INIT_CWD: elsewhere } });
  expect(tableCells(there.stdout)[1]?.[0]).toBe('pulsoid REAL SERVICE');

  const overridden = await start(['--once'], { dotEnv, variables: { PULSOID_CLIENT_SECRET: 'from-environment' } });
  expect(overridden.status).toBe(1);
});

test('simulates all providers with an unchanged copy of .env.example', async () => {
  const dotEnv = await readFile(new URL('../.env.example', import.meta.url), 'utf8');
  const { status, stdout } = await start(['--once'], { dotEnv });
  expect(status).toBe(0);
  expect(stdout).not.toContain('REAL');
});

test('reads every variable that .env.example names', async () => {
  const example = await readFile(new URL('../.env.example', import.meta.url), 'utf8');
  const names = [...example.matchAll(/^(\w+)=$/gm)].flatMap(([, name]) => name ?? []);
  expect(names).toContain('PULSOID_CLIENT_ID');
  // One variable is never enough for a provider, and `value` is neither a URL nor a key. So each variable that the program reads is a problem.
  for (const name of names) {
    expect(() => readSettings({ [name]: 'value' }), name).toThrow(/ is missing|^(REDIS_URL|TOKEN_CACHE_KEY) must /);
  }
  expect(readSettings({ PULSOID_CLIENT: 'value' }).clients.pulsoid).toBeUndefined();
});
