import { expect, test } from 'vitest';
import { createAcme } from '../src/index.ts';
import { credentials, startAcme } from './start-acme.ts';

// FILL IN: a test for each quirk, with the request or reply that a page of Acme shows. This one is an example.
test("an error reply keeps Acme's own words", async () => {
  const { server, client } = await startAcme();
  server.answerNext({ status: 400, body: { error: 'plan_expired', error_description: 'Renew your plan' } });
  await expect(client.token()).rejects.toMatchObject({ code: 'refused', error: 'plan_expired', provider: 'acme' });
});

test('without options, the requests go to the hosts of Acme', async () => {
  const urls: string[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    urls.push(String(input));
    return Response.json({ access_token: 'token', token_type: 'Bearer', expires_in: 3600 });
  };
  await createAcme({ ...credentials, fetch }).fetch('things');
  expect(urls).toEqual(['https://auth.acme.example/token', 'https://api.acme.example/things']);
});
