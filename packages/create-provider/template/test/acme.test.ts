import { createAuthorizationServer, testProvider } from '@grantkit/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createAcme } from '../src/index.ts';
import { dialect } from './acme-dialect.ts';

// The promises of every adapter. FILL IN: add the error replies on Acme's pages to `refusals`.
testProvider('Acme', {
  runner: { describe, test },
  create: createAcme,
  pointAt: ({ tokenEndpoint, url }) => ({ tokenEndpoint, apiBaseUrl: url }),
  dialect,
  auth: 'basic',
  refusals: [{ answer: { status: 401, body: { error: 'invalid_client' } }, code: 'invalid_client', hint: 'Acme' }],
  wrongOptions: { tokenEndpoint: ['http://auth.acme.example/token'], apiBaseUrl: ['//api.acme.example', 7] },
  readme: new URL('../README.md', import.meta.url),
});

// Acme's own: let the fake server send what a page of Acme shows, and look at what the client makes of it.
test("an error reply keeps Acme's own words", async () => {
  const credentials = { clientId: 'client-id', clientSecret: 'client-secret' };
  const server = await createAuthorizationServer({ dialect, clients: [credentials] });
  onTestFinished(() => server.close());
  const client = createAcme({ ...credentials, tokenEndpoint: server.tokenEndpoint, apiBaseUrl: server.url });

  server.answerNext({ status: 400, body: { error: 'plan_expired', error_description: 'Renew your plan' } });
  await expect(client.token()).rejects.toMatchObject({ code: 'refused', error: 'plan_expired', provider: 'acme' });
});

test('without options, the requests go to the hosts of Acme', async () => {
  const urls: string[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    urls.push(String(input));
    return Response.json({ access_token: 'token', token_type: 'Bearer', expires_in: 3600 });
  };
  await createAcme({ clientId: 'client-id', clientSecret: 'client-secret', fetch }).fetch('things');
  expect(urls).toEqual(['https://auth.acme.example/token', 'https://api.acme.example/things']);
});
