import { expect, test } from 'vitest';
import { createTestBed, granted, shown, startServer } from './test-bed.ts';

const rejected = { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } };

test.each([
  ['POST', 303, 'GET'],
  ['POST', 307, 'POST'],
  ['POST', 308, 'POST'],
  ['PUT', 307, 'PUT'],
  ['PATCH', 308, 'PATCH'],
  ['DELETE', 307, 'DELETE'],
] as const)(
  'a %s that a %i redirected is not sent again: the caller gets the 401, and the token is invalidated',
  async (...way) => {
    const [method, status, then] = way;
    const { server, client, events } = await createTestBed();
    server.answerApiNext({ fate: 'redirect', status, location: '/v2/there' }, { ...rejected, body: 'why' });
    const reply = await client.fetch('here', { method, ...(method !== 'DELETE' && { body: 'a' }) });

    expect([reply.status, await reply.text()]).toEqual([401, 'why']);
    const sent = server.apiRequests.map((request) => [request.method, request.url]);
    expect(sent).toEqual([
      [method, '/v2/here'],
      [then, '/v2/there'],
    ]);
    expect(events.map(({ type }) => type)).toEqual(['requested', 'invalidated']);
    expect((await client.fetch('here')).status).toBe(200);
    expect(shown(server).at(-1)).toBe(granted(server)[1]);
  },
);

test.each([
  ['GET', 301],
  ['GET', 302],
  ['GET', 303],
  ['GET', 307],
  ['GET', 308],
  ['HEAD', 307],
] as const)('a %s that a %i redirected is sent again from the start, with a new token', async (method, status) => {
  const { server, client } = await createTestBed();
  const redirect = { fate: 'redirect', status, location: '/v2/there' } as const;
  server.answerApiNext(redirect, rejected, redirect);
  expect((await client.fetch('here', { method })).status).toBe(200);
  expect(server.apiRequests.map(({ url }) => url)).toEqual(['/v2/here', '/v2/there', '/v2/here', '/v2/there']);
  const [old, renewed] = granted(server);
  expect(shown(server)).toEqual([old, old, renewed, renewed]);
});

const forbidden = { status: 403, body: { message: 'Forbidden' } };

test.each([
  ['401', rejected],
  ['403', forbidden],
])('a %s of another origin rejects neither the token nor the API key', async (_, answer) => {
  let judged = 0;
  const { server, client, events } = await createTestBed({
    provider: {
      rejects: ({ status }) => {
        judged += 1;
        return status === 401 ? 'token' : 'headers';
      },
    },
  });
  const stranger = await startServer();
  stranger.answerApiAlways(answer);
  for (let call = 0; call < 20; call += 1) {
    server.answerApiNext({ fate: 'redirect', status: 307, location: `${stranger.url}/file` });
    expect((await client.fetch('here', { method: 'POST', body: 'a' })).status).toBe(answer.status);
  }
  expect([judged, stranger.requests.length, server.apiRequests.length]).toEqual([0, 20, 20]);
  expect(events.map(({ type }) => type).filter((type) => type !== 'served')).toEqual(['requested']);

  // It also spent nothing of the budget for rejections by the API itself.
  server.answerApiAlways(rejected);
  for (let call = 0; call < 20; call += 1) await client.fetch('here');
  expect(server.tokenRequests).toHaveLength(6);
});

test('a 401 after a redirect to another origin and back does not reject the token, which the request has lost', async () => {
  const { server, client } = await createTestBed();
  const stranger = await startServer();
  stranger.answerApiNext({ fate: 'redirect', status: 307, location: `${server.url}/v2/home` });
  server.answerApiNext({ fate: 'redirect', status: 307, location: `${stranger.url}/away` });
  expect((await client.fetch('here')).status).toBe(401);
  expect([server.apiRequests.length, server.tokenRequests.length]).toEqual([2, 1]);
});
