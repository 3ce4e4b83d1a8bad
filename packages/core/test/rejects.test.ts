import type { Answer } from '@grantkit/testing';
import nodeFetch from 'node-fetch';
import { describe, expect, test } from 'vitest';
import type { Provider, Rejection } from '../src/index.ts';
import { oneTurn } from './event-loop.ts';
import { failureOf } from './failure-of.ts';
import { inspectWhole } from './inspect-whole.ts';
import { createTestBed, granted, shown } from './test-bed.ts';

const expired = { code: '602', message: 'Access token expired' };

/** As an API may say it that answers everything with 200. */
async function rejects(reply: Response): Promise<Rejection> {
  const body: unknown = await reply.json().catch(() => undefined);
  return Object(body).code === '602' ? 'token' : undefined;
}

describe('a provider that inspects every reply', () => {
  const provider: Partial<Provider> = { inspects: () => true, rejects };

  test.each([200, 201, 400, 401, 403, 498, 500])('replaces a token that is rejected with %i', async (status) => {
    const { server, client, events } = await createTestBed({ provider });
    server.answerApiNext({ status, body: expired }, { body: { ok: true } });
    const reply = await client.fetch('things');
    expect([reply.status, await reply.json()]).toEqual([200, { ok: true }]);
    expect(shown(server)).toEqual(granted(server));
    expect(events).toContainEqual(expect.objectContaining({ type: 'replayed', status }));
  });

  test('gives the caller every other reply whole and unread', async () => {
    const { server, client } = await createTestBed({ provider });
    server.answerApiNext({ body: { things: [1, 2, 3] } }, { status: 204 });
    const reply = await client.fetch('things');
    expect([reply.bodyUsed, await reply.json()]).toEqual([false, { things: [1, 2, 3] }]);
    expect((await client.fetch('things', { method: 'DELETE' })).status).toBe(204);
    expect(server.tokenRequests).toHaveLength(1);
  });

  test.each<[string, Answer, boolean]>([
    ['an event stream', { headers: { 'content-type': 'text/event-stream' }, body: expired }, false],
    ['a body of 64 KiB', { body: JSON.stringify(expired).padEnd(65_536) }, true],
    ['a longer body', { body: JSON.stringify(expired).padEnd(65_537) }, false],
    [
      'an event stream with 401',
      { status: 401, headers: { 'content-type': 'text/event-stream' }, body: expired },
      true,
    ],
    ['a status that no Response can have', { status: 999, body: expired }, false],
  ])('sees %s: %s', async (_, answer, isSeen) => {
    const { server, client } = await createTestBed({ provider });
    server.answerApiNext(answer);
    const reply = await client.fetch('things');
    expect(server.issued).toHaveLength(isSeen ? 2 : 1);
    if (!isSeen) expect(JSON.parse(await reply.text())).toEqual(expired);
  });

  test('lets the caller wait a second at most for a body that does not end', async () => {
    const endless: typeof globalThis.fetch = async (input, init) =>
      String(input).endsWith('/things') ? new Response(new ReadableStream()) : fetch(input, init);
    const { client, clock } = await createTestBed({ provider, fetch: endless });
    await client.token();
    const asked = client.fetch('things');
    await clock.timers(1);
    clock.advance(1_000);
    expect((await asked).status).toBe(200);
    expect(clock.pendingTimers).toEqual([]);
  });
});

test('the status and the headers decide which replies are inspected', async () => {
  const provider: Partial<Provider> = {
    inspects: ({ status, headers }) => status === 200 && headers.get('x-failed') === 'yes',
    rejects: () => 'token',
  };
  const { server, client } = await createTestBed({ provider });
  server.answerApiNext({ status: 401 }, { status: 200 }, { status: 200, headers: { 'x-failed': 'yes' } });
  expect((await client.fetch('one')).status).toBe(401);
  await client.fetch('two');
  expect(server.issued).toHaveLength(1);
  await client.fetch('three');
  expect(server.issued).toHaveLength(2);
});

test('it gets the headers that were sent, as a copy', async () => {
  const seen: unknown[] = [];
  const provider: Partial<Provider> = {
    rejects(_, { headers }) {
      seen.push(headers.get('x-api-key'), headers.get('x-own'));
      headers.set('x-api-key', 'changed');
      return 'headers';
    },
  };
  const { server, client } = await createTestBed({ provider });
  server.answerApiNext({ status: 403 });
  await client.fetch('things', { headers: { 'x-own': 'mine' } });
  expect(seen).toEqual(['api-key-8e21', 'mine']);
  // The provider has no other headers, so the same request is not sent again.
  expect(server.apiRequests).toHaveLength(1);
});

describe('a provider that blames its headers', () => {
  const pair: Partial<Provider> = {
    apiHeaders: ({ refused }) => ({ 'x-api-key': refused?.get('x-api-key') === 'first' ? 'second' : 'first' }),
    rejects: ({ status }) => (status === 403 ? 'headers' : undefined),
  };

  test('gets the request sent once more with its other headers and the same token', async () => {
    const { server, client } = await createTestBed({ provider: pair });
    server.answerApiNext({ status: 403 });
    expect((await client.fetch('things')).status).toBe(200);
    expect(server.apiRequests.map(({ headers }) => headers['x-api-key'])).toEqual(['first', 'second']);
    expect(server.issued).toHaveLength(1);
  });

  test('also gets the second reply, and the request is not sent a third time', async () => {
    const asked: (string | null)[] = [];
    const provider: Partial<Provider> = {
      ...pair,
      rejects(_, { headers }) {
        asked.push(headers.get('x-api-key'));
        return 'headers';
      },
    };
    const { server, client } = await createTestBed({ provider });
    server.answerApiAlways({ status: 403 });
    expect((await client.fetch('things')).status).toBe(403);
    expect(asked).toEqual(['first', 'second']);
    expect(server.apiRequests).toHaveLength(2);
  });

  test('gets the second reply without a body if it does not inspect it', async () => {
    const seen: unknown[] = [];
    const provider: Partial<Provider> = {
      ...pair,
      async rejects(reply, { headers }) {
        seen.push(reply.status, headers.get('x-api-key'), await reply.text());
        return reply.status === 403 ? 'headers' : undefined;
      },
    };
    const { server, client } = await createTestBed({ provider });
    server.answerApiNext({ status: 403, body: 'no' }, { status: 404, body: 'not here' });
    expect(await (await client.fetch('things')).text()).toBe('not here');
    expect(seen).toEqual([403, 'first', 'no', 404, 'second', '']);
  });

  test("cannot replace a header of the caller's own, so that the request is not sent again", async () => {
    const { server, client } = await createTestBed({ provider: pair });
    server.answerApiAlways({ status: 403 });
    await client.fetch('things', { headers: { 'x-api-key': 'mine' } });
    expect(server.apiRequests.map(({ headers }) => headers['x-api-key'])).toEqual(['mine']);
  });

  test('does not get a body sent twice that can be read only once', async () => {
    const { server, client } = await createTestBed({ provider: pair });
    server.answerApiAlways({ status: 403 });
    const body = new Blob(['once']).stream();
    const init = { method: 'POST', body, duplex: 'half' } as const;
    await client.fetch('things', init);
    expect(server.apiRequests).toHaveLength(1);
  });
});

test('headers that show the token may differ each time: only other headers of `apiHeaders` lead to a replay', async () => {
  const provider: Partial<Provider> = {
    authorize: ({ accessToken }) => ({ authorization: `Acme ${accessToken} ${crypto.randomUUID()}` }),
    rejects: () => 'headers',
  };
  const { server, client } = await createTestBed({ provider });
  server.answerApiAlways({ status: 403 });
  await client.fetch('things', { method: 'POST', body: 'a' });
  expect(server.apiRequests).toHaveLength(1);
});

test('the reply to a HEAD is inspected, whatever length it names', async () => {
  const { server, client } = await createTestBed({
    provider: { inspects: () => true, rejects: ({ headers }) => (headers.has('x-expired') ? 'token' : undefined) },
  });
  server.answerApiNext({ headers: { 'content-length': '1000000', 'x-expired': 'yes' } }, {});
  await client.fetch('things', { method: 'HEAD' });
  expect(server.issued).toHaveLength(2);
});

test.each([1_000, 300_000])('with node-fetch the caller gets a 403 of %i bytes whole', async (size) => {
  const fetch: typeof globalThis.fetch = Object(nodeFetch);
  const { server, client, clock } = await createTestBed({ fetch, provider: { rejects: () => undefined } });
  server.answerApiNext({ status: 403, body: 'x'.repeat(size) });
  await client.token();
  const asked = client.fetch('things');
  // A copy of node-fetch stops after 16 KiB, until the caller reads its own. So the wait of a second has to end.
  if (size > 16_384) {
    await clock.timers(1);
    // The first bytes arrive meanwhile, as they do within a second.
    for (let turn = 0; turn < 50; turn += 1) await oneTurn();
    clock.advance(1_000);
  }
  expect((await (await asked).text()).length).toBe(size);
});

test.each([
  ['slow', ''],
  ['long, and names no length', ' '.repeat(70_000)],
])('rejects does not get a 200 that is %s', async (_, more) => {
  let calls = 0;
  const isLong = more !== '';
  const body = () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(`{"code":"602"}${more}`));
        if (isLong) controller.close();
      },
    });
  const own: typeof globalThis.fetch = async (input, init) =>
    String(input).endsWith('/things') ? new Response(body()) : fetch(input, init);
  const counted: Partial<Provider> = {
    inspects: () => true,
    rejects: () => {
      calls += 1;
      return undefined;
    },
  };
  const { client, clock } = await createTestBed({ fetch: own, provider: counted });
  await client.token();
  const asked = client.fetch('things');
  if (!isLong) {
    await clock.timers(1);
    clock.advance(1_000);
  }
  expect([(await asked).status, calls]).toEqual([200, 0]);
});

test('a rejected reply is freed if there is no new token', async () => {
  const cancelled = Promise.withResolvers<void>();
  const own: typeof globalThis.fetch = async (input, init) => {
    if (!String(input).endsWith('/things')) return fetch(input, init);
    return new Response(new ReadableStream({ cancel: () => cancelled.resolve() }), { status: 401 });
  };
  const { server, client } = await createTestBed({ fetch: own });
  await client.token();
  server.answerNext({ status: 400, body: { error: 'invalid_scope' } });
  await failureOf(client.fetch('things'));
  await cancelled.promise;
});

test.each<[string, Partial<Provider>]>([
  [
    'rejects',
    {
      rejects: () => {
        throw new Error('api-key-8e21');
      },
    },
  ],
  ['rejects, later', { rejects: async () => Promise.reject(new Error('api-key-8e21')) }],
  [
    'inspects',
    {
      inspects: () => {
        throw new Error('api-key-8e21');
      },
    },
  ],
])('what %s throws is a GrantError without its message', async (_, provider) => {
  const { server, client } = await createTestBed({ provider });
  server.answerApiAlways({ status: 401 });
  const error = await failureOf(client.fetch('things'));
  expect(error).toMatchObject({ code: 'invalid_response', provider: 'acme', retryable: false });
  expect(inspectWhole(error)).not.toContain('api-key-8e21');
});
