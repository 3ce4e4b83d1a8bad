import { expect, test } from 'vitest';
import { createTestBed, granted, shown, withoutBoundary } from './test-bed.ts';

const rejected = { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } };

test('a hundred requests whose token is rejected together cost one token request, and all succeed', async () => {
  const { server, client, events } = await createTestBed();
  await client.token();
  let arrived = 0;
  let allArrived = () => {};
  const release = new Promise<void>((resolve) => {
    allArrived = resolve;
  });
  const reject = () => {
    if (++arrived === 100) allArrived();
    return { ...rejected, release };
  };
  server.answerApiNext(...Array(100).fill(reject));

  const replies = await Promise.all(Array.from({ length: 100 }, (_, n) => client.fetch(`things/${n}`)));
  expect(replies.filter(({ ok }) => ok)).toHaveLength(100);
  expect(server.tokenRequests).toHaveLength(2);
  const [old, renewed] = granted(server);
  expect(shown(server)).toEqual([...Array(100).fill(old), ...Array(100).fill(renewed)]);
  expect(events.filter(({ type }) => type === 'invalidated')).toHaveLength(1);
  expect(events.filter((event) => event.type === 'replayed' && event.status === 401)).toHaveLength(100);
});

test('a late rejection of a token that has been replaced costs no further token', async () => {
  const { server, client } = await createTestBed();
  let answer = () => {};
  const release = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const arrived = new Promise<void>((resolve) => {
    server.answerApiNext(() => {
      resolve();
      return { ...rejected, release };
    });
  });
  const late = client.fetch('late');
  await arrived;
  for (const path of ['a', 'b']) {
    server.answerApiNext(rejected);
    await client.fetch(path);
  }
  answer();
  expect((await late).status).toBe(200);
  expect(server.issued).toHaveLength(3);
  expect(shown(server).at(-1)).toBe(granted(server)[2]);
});

function form(): FormData {
  const data = new FormData();
  data.set('name', 'ü & +');
  data.set('file', new Blob(['bytes'], { type: 'text/plain' }), 'a.txt');
  return data;
}

test.each([
  ['POST', 'JSON', JSON.stringify({ a: 'ü' }), { 'content-type': 'application/json' }],
  ['PUT', 'JSON', JSON.stringify({ a: 'ü' }), { 'content-type': 'application/json' }],
  ['PATCH', 'text', 'ü', {}],
  ['POST', 'FormData', form(), {}],
  ['PUT', 'FormData', form(), {}],
  ['POST', 'URLSearchParams', new URLSearchParams({ a: 'ü & +' }), {}],
  ['POST', 'Blob', new Blob(['blob'], { type: 'text/x-blob' }), {}],
  ['PUT', 'bytes', new TextEncoder().encode('bytes'), {}],
  ['DELETE', 'nothing', undefined, {}],
] as const)('a %s with %s is sent once more, byte for byte', async (method, _, body, headers) => {
  const { server, client } = await createTestBed();
  server.answerApiNext(rejected);
  const reply = await client.fetch('things', { method, headers, ...(body !== undefined && { body }) });
  expect(await reply.json()).toEqual({ ok: true, path: '/v2/things' });
  const [first, second, ...more] = server.apiRequests.map(({ headers: sent, ...request }) => {
    const { authorization: _token, ...others }: Record<string, string | undefined> = sent;
    const type = withoutBoundary(others['content-type']);
    const same: Record<string, string | undefined> = { ...others, 'content-type': type };
    return { ...request, body: withoutBoundary(request.body), headers: same };
  });
  expect(second).toEqual(first);
  expect(first?.headers['transfer-encoding']).toBeUndefined();
  expect(more).toEqual([]);
  expect(shown(server)).toEqual(granted(server));
});

test('a Request with a body is sent once more too', async () => {
  const { server, client } = await createTestBed();
  server.answerApiNext(rejected);
  await client.fetch(new Request(`${server.url}/v2/things`, { method: 'POST', body: 'a' }));
  expect(server.apiRequests.map(({ body }) => body)).toEqual(['a', 'a']);
});

test('a stream is not sent again: the caller gets the 401, and the next request has a new token', async () => {
  const { server, client } = await createTestBed();
  server.answerApiNext({ ...rejected, body: 'why' });
  const upload = () => ({ method: 'POST', body: new Blob(['streamed']).stream(), duplex: 'half' }) as const;
  const reply = await client.fetch('things', upload());
  expect([reply.status, await reply.text()]).toEqual([401, 'why']);
  expect(server.apiRequests.map(({ body }) => body)).toEqual(['streamed']);
  expect((await client.fetch('things', upload())).status).toBe(200);
  expect(shown(server)).toEqual(granted(server));
});

test.each([
  ['no challenge', 401, {}, true],
  ['a challenge without an error', 401, { 'www-authenticate': 'Bearer realm="acme"' }, true],
  ['invalid_token', 401, { 'www-authenticate': 'Bearer realm="acme", error="invalid_token"' }, true],
  ['invalid_token without quotes', 401, { 'www-authenticate': 'Bearer error=invalid_token' }, true],
  ['insufficient_scope', 401, { 'www-authenticate': 'Bearer error="insufficient_scope", scope="a"' }, false],
  [
    'insufficient_scope with spaces around the =',
    401,
    { 'www-authenticate': 'Bearer error = "insufficient_scope"' },
    false,
  ],
  ['invalid_token with spaces around the =', 401, { 'www-authenticate': 'Bearer error = "invalid_token"' }, true],
  ['an ERROR in capitals', 401, { 'www-authenticate': 'Bearer ERROR="insufficient_scope"' }, false],
  [
    'a realm that looks like an error',
    401,
    { 'www-authenticate': 'Basic realm="error=foo", Bearer error="invalid_token"' },
    true,
  ],
  [
    'a realm with a whole error in it',
    401,
    { 'www-authenticate': 'Basic realm="an error=foo, error=\\"bar\\", error=baz"' },
    true,
  ],
  [
    'another realm that hides the error',
    401,
    { 'www-authenticate': 'Bearer realm="error=invalid_token", error="insufficient_scope"' },
    false,
  ],
  ['the error of another scheme', 401, { 'www-authenticate': 'DPoP error="use_dpop_nonce", Bearer' }, false],
  [
    'invalid_token in the second challenge',
    401,
    { 'www-authenticate': 'DPoP error="use_dpop_nonce", Bearer error="invalid_token"' },
    true,
  ],
  ['an error_description alone', 401, { 'www-authenticate': 'Bearer error_description="insufficient_scope"' }, true],
  ['insufficient_scope', 403, { 'www-authenticate': 'Bearer error="insufficient_scope", scope="a"' }, false],
  ['invalid_request', 401, { 'www-authenticate': 'Bearer error="invalid_request"' }, false],
  ['invalid_token', 403, { 'www-authenticate': 'Bearer error="invalid_token"' }, false],
  ['nothing', 400, {}, false],
  ['nothing', 402, {}, false],
  ['nothing', 403, {}, false],
  ['nothing', 429, {}, false],
  ['nothing', 500, {}, false],
] as const)('the default rule decides whether %s with %i needs a new token', async (_, status, headers, renews) => {
  const { server, client } = await createTestBed();
  server.answerApiNext({ status, headers, body: 'why' });
  const reply = await client.fetch('things');
  expect([reply.status, server.issued.length]).toEqual(renews ? [200, 2] : [status, 1]);
  if (!renews) expect(await reply.text()).toBe('why');
});

test.each([401, 403])('the caller can still read the body of a %i that the provider has read', async (status) => {
  const rejects = async (reply: Response) => ((await reply.text()) === 'bad token' ? 'token' : undefined);
  const { server, client } = await createTestBed({ provider: { rejects } });
  server.answerApiNext({ status, body: 'bad token' }, { status, body: 'another reason' });
  const reply = await client.fetch('things');
  expect([reply.status, await reply.text(), server.issued.length]).toEqual([status, 'another reason', 2]);
});

test.each([200, 304, 400, 404, 418, 429, 500, 503])('the provider is not asked about a %i', async (status) => {
  let asked = 0;
  const { server, client } = await createTestBed({
    provider: {
      rejects: () => {
        asked += 1;
        return 'token';
      },
    },
  });
  server.answerApiNext({ status });
  expect((await client.fetch('things')).status).toBe(status);
  expect([asked, server.apiRequests.length]).toEqual([0, 1]);
});

test('a request is sent once more and not a third time', async () => {
  const { server, client } = await createTestBed();
  server.answerApiAlways({ ...rejected, body: 'still' });
  const reply = await client.fetch('things');
  expect([reply.status, await reply.text()]).toEqual([401, 'still']);
  expect(server.apiRequests).toHaveLength(2);
});

test('an API that rejects every token costs six token requests in a thousand calls, then one a minute', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerApiAlways(rejected);
  for (let call = 0; call < 1000; call += 1) expect((await client.fetch('things')).status).toBe(401);
  expect([server.tokenRequests.length, server.apiRequests.length]).toEqual([6, 1005]);
  for (const minutes of [1, 2]) {
    clock.advance(60_000);
    for (let call = 0; call < 20; call += 1) await client.fetch('things');
    expect(server.tokenRequests).toHaveLength(6 + minutes);
  }
});

test('an API that rejects every token costs two token requests in three hundred calls at once', async () => {
  const { server, client } = await createTestBed();
  await client.token();
  server.answerApiAlways(rejected);
  const replies = await Promise.all(Array.from({ length: 300 }, () => client.fetch('things')));
  expect(replies.filter(({ status }) => status === 401)).toHaveLength(300);
  expect(server.tokenRequests).toHaveLength(2);
});

test('if there is no new token, the request fails with the reason and is not sent again', async () => {
  const { server, client } = await createTestBed();
  await client.token();
  server.answerAlways({ status: 400, body: { error: 'unauthorized_client' } });
  server.answerApiNext(rejected);
  await expect(client.fetch('things')).rejects.toMatchObject({ code: 'unauthorized_client' });
  expect(server.apiRequests).toHaveLength(1);
});

test('aborting a request that waits for its new token rejects with the reason', async () => {
  const { server, client } = await createTestBed();
  await client.token();
  server.answerNext({ fate: 'hang' });
  server.answerApiNext(rejected);
  const controller = new AbortController();
  const aborted = client.fetch('things', { signal: controller.signal });
  await server.waitForRequest(2);
  const reason = new Error('enough');
  controller.abort(reason);
  await expect(aborted).rejects.toBe(reason);
  expect(server.apiRequests).toHaveLength(1);
});
