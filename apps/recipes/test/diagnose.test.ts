import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { createIssuerClient } from '@grantkit/issuer';
import { createFakeClock } from '@grantkit/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { diagnose } from '../src/diagnose.ts';

const page = readFileSync(new URL('../../../docs/questions.md', import.meta.url), 'utf8');
const program = readFileSync(new URL('../src/diagnose.ts', import.meta.url), 'utf8');

test('the page shows the program, and what it prints about a wrong secret at Keycloak', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.731); // The wait after a failure is a random share of 1 s.
  const log = vi.spyOn(console, 'log').mockReturnValue();
  onTestFinished(() => void vi.restoreAllMocks());
  const refusal = { error: 'unauthorized_client', error_description: 'Invalid client or Invalid client credentials' };
  const billing = createIssuerClient({
    tokenEndpoint: 'https://login.example.com/realms/prod/protocol/openid-connect/token',
    clientId: 'reports',
    clientSecret: 'a-wrong-secret',
    clock: createFakeClock(),
    fetch: async () => Response.json(refusal, { status: 401 }),
  });
  await diagnose(billing);
  expect(page).toContain(`\`\`\`ts\n${program}\`\`\``);
  expect(page).toContain(`\`\`\`text\n${inspect(log.mock.calls[0]?.[0])}\n\`\`\``);
});
