// Runs the commands of docs/errors.md with fake servers, as a reader would run them with a real server.
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createAuthorizationServer, type DialectName } from '@grantkit/testing';
import { expect, test } from 'vitest';

const file = fileURLToPath(new URL('../../../docs/errors.md', import.meta.url));
const clients = [{ clientId: 'reports', clientSecret: 'secret-7d2f' }];

/** The dialect of the fake server for a section. Other sections use a standard server. */
const dialects: Readonly<Record<string, DialectName>> = {
  Pulsoid: 'pulsoid',
  Smokeball: 'smokeball',
  PingAM: 'pingam8',
  Issuer: 'rfc10070',
  unsupported_grant_type: 'rfc10070',
};

const commands = readFileSync(file, 'utf8')
  .split(/^## /m)
  .flatMap((section) => {
    const [heading = ''] = section.split('\n');
    return [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, command = '']) => [heading, command.trim()] as const);
  });

const missing = ['bash', 'curl', 'jq'].filter((program) => spawnSync(program, ['--version']).error !== undefined);
if (missing.length > 0) console.warn(`The commands of docs/errors.md need ${missing.join(' and ')}.`);

test('there are commands for most errors', () => {
  expect(commands.length).toBeGreaterThan(15);
});

// CI has these programs, and never skips.
test.skipIf(missing.length > 0 && process.env['CI'] === undefined).each(commands)(
  '%s: %s',
  async (heading, command) => {
    await using server = await createAuthorizationServer({ dialect: dialects[heading] ?? 'rfc6749', clients });
    const run = promisify(execFile);
    const env = {
      ...process.env,
      TOKEN_ENDPOINT: server.tokenEndpoint,
      ISSUER: server.url,
      API_URL: `${server.url}/invoices`,
      CLIENT_ID: 'reports',
      CLIENT_SECRET: 'secret-7d2f',
      SCOPE: 'invoices:read',
      API_KEY: 'key-51c0',
      SECRET_FILE: file,
      ASSERTION: `${base64Url({ alg: 'ES256', typ: 'JWT' })}.${base64Url({ iss: 'me?', sub: 'reports' })}.c2lnbmF0dXJl`,
      // Otherwise a proxy of the machine would get the requests.
      NO_PROXY: '127.0.0.1',
    };
    const here = (text: string) => text.replaceAll(/https:\/\/[^/'"]+/g, server.url);
    const options = { timeout: 10_000 };
    const request = commands.find(([title, text]) => title === heading && text.includes('grant_type='));
    const needsToken = command.includes('$TOKEN"');
    const [, basic = ''] = request ?? commands[0] ?? [];
    const granted = needsToken ? await run('bash', ['-c', here(basic)], { ...options, env }) : { stdout: '' };
    const TOKEN = /"access_token":"([^"]+)"/.exec(granted.stdout)?.[1] ?? '';
    const { stdout, stderr } = await run('bash', ['-o', 'pipefail', '-c', here(command)], {
      ...options,
      env: { ...env, TOKEN },
    });
    expect(stdout + stderr).not.toBe('');
    const asksForToken = command.includes('-i ') && command.includes('grant_type=');
    if (asksForToken) expect(stdout).toMatch(/^HTTP\/1\.1 200 [\s\S]*"access_token"/);
    if (needsToken) expect(stdout).toMatch(/^HTTP\/1\.1 200 /);
    if (command.includes('$ISSUER')) expect(stdout).toContain(`"issuer": "${server.url}"`);
    if (command.includes('$ASSERTION')) expect(stdout).toContain('"iss": "me?"');
  },
);

function base64Url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
