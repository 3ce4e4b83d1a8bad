import { inspect } from 'node:util';
import { memoryTokenCache } from '@grantkit/core';
import { expect, test } from 'vitest';
import { createPingAm } from '../src/index.ts';
import { credentials, startPingAm } from './start-pingam.ts';

const name = 'x-forgerock-transactionid';

test('the headers are in every request to AM, and in no request to the API', async () => {
  const { server, pingam } = await startPingAm({ headers: { 'X-ForgeRock-TransactionId': 'trace' }, discovery: true });
  await pingam.introspect();
  await pingam.api.get('things').json();
  expect(server.requests.map(({ url, headers }) => [url.split('/').at(-1), headers[name]])).toEqual([
    ['openid-configuration', 'trace'],
    ['access_token', 'trace'],
    ['introspect', 'trace'],
    ['things', undefined],
  ]);
});

test('a function makes the headers for each request, also for a retry', async () => {
  let count = 0;
  const headers = () => {
    count += 1;
    return { 'X-ForgeRock-TransactionId': `trace-${count}` };
  };
  const { server, clock, pingam } = await startPingAm({ headers, discovery: true });
  server.answerNext({ status: 500 }, { fate: 'grant' });
  const token = pingam.token();
  await server.waitForRequest(1);
  await clock.timers(2);
  clock.advance(1_000);
  await token;
  await pingam.introspect();
  await pingam.revoke();
  expect(server.requests.map((request) => request.headers[name])).toEqual([
    'trace-1',
    'trace-2',
    'trace-3',
    'trace-4',
    'trace-5',
  ]);
});

test.each(['introspect', 'revoke'] as const)("the headers of a call of %s win over the client's", async (ask) => {
  const { server, pingam } = await startPingAm({
    headers: { 'X-ForgeRock-TransactionId': 'client', 'x-tenant': 'acme' },
  });
  await pingam[ask]('token', { headers: { 'x-forgerock-transactionid': 'call' } });
  await pingam[ask]('token');
  expect(server.apiRequests.map(({ headers }) => [headers[name], headers['x-tenant']])).toEqual([
    ['call', 'acme'],
    ['client', 'acme'],
  ]);
});

const secret = 's3cr3t-value';

test('a function that throws is credential_unavailable, and the error does not show its message', async () => {
  const headers = () => {
    throw new Error(secret);
  };
  for (const discovery of [false, true]) {
    const { server, pingam } = await startPingAm({ headers, discovery, timeout: 1 });
    for (const ask of [() => pingam.token(), () => pingam.introspect('token'), () => pingam.revoke('token')]) {
      const error: unknown = await ask().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'credential_unavailable', provider: 'pingam', retryable: true });
      expect(inspect(error, { depth: null, showHidden: true })).not.toContain(secret);
    }
    expect(server.requests).toEqual([]);
  }
});

const wrong = [
  { authorization: `Bearer ${secret}` },
  { Cookie: secret },
  { host: secret },
  { 'content-type': secret },
  { 'X-Trace': `${secret}\r\nx-evil: 1` },
  { 'X-Trace': `${secret}é` },
  { 'X Trace': secret },
  { '': secret },
  { 'X-Trace': 7 },
  null,
  secret,
];

test.each(wrong)('a function cannot return %j', async (made) => {
  const { server, pingam } = await startPingAm({ headers: () => made as Record<string, string> });
  const error: unknown = await pingam.token().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'invalid_config', message: expect.stringContaining('`headers`') });
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain(secret);
  expect(server.requests).toEqual([]);
});

test.each(wrong)('the headers of a call cannot be %j', async (headers) => {
  const { server, pingam } = await startPingAm();
  for (const ask of ['introspect', 'revoke'] as const) {
    const call = pingam[ask]('token', { headers: headers as Record<string, string> });
    const error: unknown = await call.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid_config', message: expect.stringContaining('`headers`') });
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(secret);
  }
  expect(server.requests).toEqual([]);
});

test('tenants that differ in a header never share a token', async () => {
  const cache = memoryTokenCache();
  const { server, clock, pingam } = await startPingAm({ cache, headers: { 'X-Tenant': 'alice' } });
  const { accessToken } = await pingam.token();
  const baseUrl = `${server.url}/am`;
  const others = [{ 'X-Tenant': 'bob' }, { 'X-Tenant': 'alice' }].map((headers) =>
    createPingAm({ ...credentials, baseUrl, realm: '/alpha', cache, clock, headers }),
  );
  const [bob, alice] = await Promise.all(others.map((client) => client.token()));
  expect(bob?.accessToken).not.toBe(accessToken);
  expect(alice?.accessToken).toBe(accessToken);
  expect(server.tokenRequests).toHaveLength(2);
});
