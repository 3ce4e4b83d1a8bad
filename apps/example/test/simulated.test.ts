import { expect, test } from 'vitest';
import { start } from './run.ts';
import { tableCells } from './table-cells.ts';

const endpoint = (path: RegExp) => expect.stringMatching(new RegExp(`^http://127\\.0\\.0\\.1:\\d+ ?${path.source}$`));

test('without variables, gets a token from three simulators with one request each', async () => {
  const { status, stdout, stderr } = await start(['--once']);
  const [titles, ...rows] = tableCells(stdout);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(titles).toEqual([
    'PROVIDER',
    'TOKEN ENDPOINT',
    'AUTHENTICATION',
    'SCOPES',
    'LIFETIME',
    'TOKEN FROM',
    'TOKEN REQUESTS OF 100 CALLERS',
    'API CALL',
  ]);
  const origins = 'requested memory cache';
  const basic = 'client_secret_ basic';
  expect(rows).toEqual([
    [
      'pulsoid simulator',
      endpoint(/\/oauth2\/token/),
      basic,
      'profile:create',
      '58 days',
      origins,
      '1',
      '200 OK GET /api/v1 /token/validate',
    ],
    [
      'smokeball simulator',
      endpoint(/\/oauth2\/token/),
      basic,
      'matters/read',
      '1 h',
      origins,
      '1',
      '200 OK GET /matters?limit=1',
    ],
    [
      'pingam simulator',
      endpoint(/\/am \/oauth2\/realms\/root\/realms \/alpha\/access_token/),
      basic,
      'write',
      '1 h',
      origins,
      '1',
      '200 OK GET /',
    ],
  ]);
});

test('exits by itself if its output is not a terminal', async () => {
  const { status, stdout } = await start();
  expect(status).toBe(0);
  expect(stdout).not.toContain('The page');
});

test('prints its usage for --help and for an unknown option', async () => {
  expect(await start(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage: pnpm start') });
  const { status, stdout, stderr } = await start(['--twice']);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^Unknown option '--twice'/);
  expect(stderr).toContain('Usage: pnpm start');
  expect(stderr).not.toMatch(/^ +at /m);
});
