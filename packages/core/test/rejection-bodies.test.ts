import { once } from 'node:events';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import nodeFetch from 'node-fetch';
import { expect, onTestFinished, test } from 'vitest';
import { oneTurn } from './event-loop.ts';
import { createTestBed } from './test-bed.ts';

interface EndlessApi {
  readonly apiBaseUrl: string;
  /** Resolves when the connection of the reply that never ends is closed. */
  readonly closed: Promise<unknown>;
}

/** An API whose first reply never ends. Every later reply is `well`. */
async function startEndlessApi(status: number, beginning: string): Promise<EndlessApi> {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  let asked = 0;
  const api = createServer((_, response) => {
    asked += 1;
    if (asked > 1) return response.end('well');
    response.once('close', resolve);
    response.writeHead(status).write(beginning);
  });
  onTestFinished(() => {
    api.closeAllConnections();
    api.close();
  });
  api.listen(0, '127.0.0.1');
  await once(api, 'listening');
  const address = api.address();
  const port = typeof address === 'object' ? address?.port : address;
  return { apiBaseUrl: `http://127.0.0.1:${port}`, closed };
}

const byStatus = ({ status }: Response) => (status === 401 ? 'token' : undefined);

test('a 401 whose body never ends is read for a second, and then its connection is closed', async () => {
  const { apiBaseUrl, closed } = await startEndlessApi(401, 'and so on');
  const { client, clock } = await createTestBed({ provider: { apiBaseUrl, rejects: byStatus } });
  await client.token();
  const reply = client.fetch('things');
  await clock.timers(1);
  expect(clock.pendingTimers).toEqual([1_000]);
  clock.advance(1_000);
  expect(await (await reply).text()).toBe('well');
  await closed;
  expect(clock.pendingTimers).toEqual([]);
});

test('the caller gets a 403 whose body never ends, from its first byte', async () => {
  const { apiBaseUrl, closed } = await startEndlessApi(403, 'no, because');
  const seen: string[] = [];
  const { client, clock } = await createTestBed({
    provider: {
      apiBaseUrl,
      rejects: async (reply) => {
        seen.push(await reply.text());
        return undefined;
      },
    },
  });
  await client.token();
  const asked = client.fetch('things');
  await clock.timers(1);
  clock.advance(1_000);
  const reply = await asked;
  expect(reply.status).toBe(403);
  const reader = reply.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('no, because');
  // The bytes of the socket may arrive after the test has moved the clock. Then the provider sees an empty body.
  expect(['', 'no, because']).toContain(seen.join());
  await reader?.cancel();
  await closed;
});

test.each([401, 403])('aborting a request whose %i never ends rejects with the reason at once', async (status) => {
  const { apiBaseUrl, closed } = await startEndlessApi(status, 'and so on');
  const { client, clock } = await createTestBed({ provider: { apiBaseUrl, rejects: byStatus } });
  await client.token();
  const controller = new AbortController();
  const asked = client.fetch('things', { signal: controller.signal });
  await clock.timers(1);
  const reason = new Error('the user went away');
  controller.abort(reason);
  await expect(asked).rejects.toBe(reason);
  expect(clock.pendingTimers).toEqual([]);
  await closed;
});

test.each([
  [65_535, 65_535],
  [65_536, 65_536],
  [65_537, 0],
  [8_388_608, 0],
])('of a compressed 403 of %i bytes, the provider sees %i, and the caller all', async (size, looked) => {
  const seen: number[] = [];
  const rejects = async (reply: Response) => {
    seen.push((await reply.text()).length);
    return undefined;
  };
  const { server, client, clock } = await createTestBed({ provider: { rejects } });
  server.answerApiNext({ status: 403, headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(size)) });
  const reply = await client.fetch('things');
  // The caller did not wait: the clock stands still.
  expect([reply.status, (await reply.text()).length, clock.monotonic()]).toEqual([403, size, 0]);
  expect(seen).toEqual([looked]);
});

test('the caller also gets a 403 whose body is cut short', async () => {
  const { server, client } = await createTestBed();
  server.answerApiNext({ fate: 'truncate', status: 403, body: 'because of this and that' });
  const reply = await client.fetch('things');
  expect(reply.status).toBe(403);
  await expect(reply.text()).rejects.toThrow(TypeError);
});

test('an abort while a reply of node-fetch is inspected does not end the process', async () => {
  const uncaught: unknown[] = [];
  const note = (error: unknown) => void uncaught.push(error);
  process.on('uncaughtException', note);
  onTestFinished(() => void process.off('uncaughtException', note));
  const { apiBaseUrl, closed } = await startEndlessApi(403, 'and so on');
  const fetch: typeof globalThis.fetch = Object(nodeFetch);
  const { client, clock } = await createTestBed({ fetch, provider: { apiBaseUrl, rejects: byStatus } });
  await client.token();
  const controller = new AbortController();
  const asked = client.fetch('things', { signal: controller.signal });
  await clock.timers(1);
  for (let turn = 0; turn < 50; turn += 1) await oneTurn();
  controller.abort(new Error('the user went away'));
  await expect(asked).rejects.toThrow('the user went away');
  await closed;
  for (let turn = 0; turn < 50; turn += 1) await oneTurn();
  expect(uncaught).toEqual([]);
});
