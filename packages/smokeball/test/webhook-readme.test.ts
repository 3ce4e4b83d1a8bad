import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { verifySmokeballWebhook } from '../src/index.ts';
import { sign } from './webhooks/sign.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test.each(['server', 'sign'])('the README shows the program %s that these tests run', (name) => {
  const program = readFileSync(new URL(`./webhooks/${name}.ts`, import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${program}\`\`\``);
});

test('headers that the README signs are accepted', async () => {
  const now = Date.UTC(2026, 10, 26, 12, 0, 0, 7);
  const headers = sign('key', 'app', 'order-4711', now);
  const options = { key: 'key', clientId: 'app', clock: { now: () => now }, maxAge: 1 };
  await expect(verifySmokeballWebhook(headers, options)).resolves.toBe(true);
  await expect(verifySmokeballWebhook({ ...headers, RequestId: 'other' }, options)).resolves.toBe(false);
});

test.each([
  ['SMOKEBALL_WEBHOOK_KEY', '`key`'],
  ['SMOKEBALL_CLIENT_ID', '`clientId`'],
])('without %s the server of the README does not start, so no request can crash it', async (name, option) => {
  vi.resetModules();
  vi.stubEnv('SMOKEBALL_WEBHOOK_KEY', 'key').stubEnv('SMOKEBALL_CLIENT_ID', 'app').stubEnv(name, undefined);
  await expect(import('./webhooks/server.ts')).rejects.toMatchObject({
    code: 'invalid_config',
    message: expect.stringContaining(option),
  });
});
