import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const program = fileURLToPath(new URL('../src/create-provider.ts', import.meta.url));

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'create-provider-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function run(cwd: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, [program, ...args], { cwd, encoding: 'utf8' });
}

test('it writes the package and says what comes next', () => {
  const cwd = emptyFolder();
  const { status, stdout, stderr } = run(cwd, '@acme/grantkit');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('cd grantkit\n');
  expect(stdout).toContain('npm run typecheck\n');
  expect(JSON.parse(readFileSync(join(cwd, 'grantkit/package.json'), 'utf8')).name).toBe('@acme/grantkit');
});

test('it overwrites nothing', () => {
  const cwd = emptyFolder();
  run(cwd, 'acme');
  const { status, stderr } = run(cwd, 'acme', '--auth', 'post');
  expect(status).toBe(1);
  expect(stderr).toContain('`grantkit-acme` exists already');
  expect(readFileSync(join(cwd, 'grantkit-acme/src/acme.ts'), 'utf8')).toContain('clientSecretBasic');
});

test('a mistake is a message without a stack trace, and nothing is written', () => {
  const cwd = emptyFolder();
  const { status, stderr } = run(cwd, 'acme', '--api', 'http://api.acme.example');
  expect(status).toBe(1);
  expect(stderr).toMatch(/^`--api` must be .*\nUsage: .*\n$/);
  expect(existsSync(join(cwd, 'grantkit-acme'))).toBe(false);
});

test('--help prints the options', () => {
  const { status, stdout } = run(emptyFolder(), '--help');
  expect(status).toBe(0);
  for (const option of ['--title', '--auth basic-raw', '--token-endpoint', '--api']) expect(stdout).toContain(option);
});
