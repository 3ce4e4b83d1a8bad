import { expect, test } from 'vitest';
import { createPingAm } from '../src/index.ts';
import { credentials, startPingAm } from './start-pingam.ts';

test.each([
  [401, 'Bearer realm="/alpha", error="invalid_token", error_description="gone"', 2],
  [401, 'Bearer realm="/alpha"', 2],
  [401, 'Bearer error="insufficient_scope", scope="write"', 1],
  [403, 'Bearer error="insufficient_scope", scope="write"', 1],
  [403, 'Bearer error="invalid_token"', 1],
])('a %i with %s costs a new token only if that can help', async (status, challenge, tokens) => {
  const { server, pingam } = await startPingAm();
  server.answerApiNext({ status, headers: { 'www-authenticate': challenge } });
  expect((await pingam.fetch('things')).status).toBe(tokens === 2 ? 200 : status);
  expect([server.issued.length, server.apiRequests.length]).toEqual([tokens, tokens]);
});

test('`api` and `fetch` need `apiBaseUrl`', async () => {
  const pingam = createPingAm({ ...credentials, baseUrl: 'https://am.example.com/am' });
  const missing = { code: 'invalid_config', message: expect.stringContaining('`apiBaseUrl`') };
  await expect(pingam.fetch('things')).rejects.toMatchObject(missing);
  await expect(pingam.api.get('things').json()).rejects.toMatchObject(missing);
});
