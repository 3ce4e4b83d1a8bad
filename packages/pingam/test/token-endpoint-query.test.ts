import { expect, test } from 'vitest';
import { createPingAm } from '../src/index.ts';
import { credentials, startPingAm, thrownBy, tokenUrl } from './start-pingam.ts';

test('a token endpoint keeps its query', async () => {
  const tokenEndpoint = 'https://am.example.com/am/oauth2/access_token?realm=/customers';
  expect(await tokenUrl({ ...credentials, tokenEndpoint })).toBe(tokenEndpoint);
});

test('`?realm=` in `baseUrl` is refused with a hint at the option `realm`', () => {
  const error = thrownBy(() => createPingAm({ ...credentials, baseUrl: 'https://am.example.com/am?realm=/customers' }));
  expect(error).toMatchObject({
    code: 'invalid_config',
    summary: 'The option `baseUrl` must be without `?realm=`. Set the option `realm` instead',
  });
});

test.each([
  [429, 'rate_limited'],
  [502, 'server_error'],
  [503, 'server_error'],
] as const)('an HTML page with %d does not send anybody to look at the context path', async (status, code) => {
  const { server, pingam, clock } = await startPingAm({ timeout: 1 });
  server.answerAlways({ status, headers: { 'content-type': 'text/html' }, body: '<html>' });
  const error: unknown = await pingam.token().catch((thrown: unknown) => thrown);
  expect(clock.pendingTimers).toEqual([]);
  expect(error).toMatchObject({ code, hint: expect.not.stringContaining('context path') });
});
