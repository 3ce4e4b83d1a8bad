import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { start } from './run.ts';
import { startStandardServer } from './standard-server.ts';

const source = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

test('the first program of the README gets one token for a thousand callers', async () => {
  const { status, stdout, stderr } = await start([], { program: 'first-token.ts' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^1,001 calls, 1 token request, valid until /);
});

test('the second program of the README gets a token from the reader’s own server', async () => {
  const server = await startStandardServer({ clientId: 'reports', clientSecret: 'a secret' });
  const variables = { ISSUER: server.url, CLIENT_ID: 'reports', CLIENT_SECRET: 'a secret' };
  const { status, stdout, stderr } = await start([], { program: 'my-token.ts', variables });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^A token, valid until /);
  expect(server.issued).toHaveLength(1);
});

test.each(['first-token.ts', 'my-token.ts'])('the README prints the program %s', (program) => {
  expect(source('../../../README.md')).toContain(`\`\`\`ts\n${source(`../src/${program}`)}\`\`\``);
});
