import { expect, test } from 'vitest';
import { startAcme } from './start-acme.ts';

// FILL IN: a test for each quirk, with the request or reply that a page of Acme shows. This one is an example.
test("an error reply keeps Acme's own words", async () => {
  const { server, client } = await startAcme();
  server.answerNext({ status: 400, body: { error: 'plan_expired', error_description: 'Renew your plan' } });
  await expect(client.token()).rejects.toMatchObject({ code: 'refused', error: 'plan_expired', provider: 'acme' });
});
