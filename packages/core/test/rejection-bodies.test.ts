import { once } from 'node:events';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { startAcme } from './acme-api.ts';

interface EndlessApi {
  readonly apiBaseUrl: string;
  /** Resolves when the connection of the reply that never ends is closed. */
  readonly closed: Promise<unknown>;
}

/** An API whose first reply begins and never ends; what it says after that is "well". */
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

test('a rejection whose body never ends is looked at for a second, and does not hold on to its connection', async () => {
  const { apiBaseUrl, closed } = await startEndlessApi(401, 'and so on');
  const { client, clock } = await startAcme({ apiBaseUrl });
  await client.token();
  const reply = client.fetch('things');
  await clock.timers(1);
  expect(clock.pendingTimers).toEqual([1_000]);
  clock.advance(1_000);
  expect(await (await reply).text()).toBe('well');
  await closed;
  expect(clock.pendingTimers).toEqual([]);
});

test('a refusal whose body never ends is given to the caller, from its beginning', async () => {
  const { apiBaseUrl, closed } = await startEndlessApi(403, 'no, because');
  const seen: string[] = [];
  const { client, clock } = await startAcme({
    apiBaseUrl,
    rejectsToken: async (reply) => {
      seen.push(await reply.text());
      return false;
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
  // What had come when the second was over: the bytes of a socket may take longer than a clock that is moved by hand.
  expect(['', 'no, because']).toContain(seen.join());
  await reader?.cancel();
  await closed;
});

test.each([401, 403])('aborting a request whose %i never ends rejects with the reason, at once', async (status) => {
  const { apiBaseUrl, closed } = await startEndlessApi(status, 'and so on');
  const { client, clock } = await startAcme({ apiBaseUrl });
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
])('of a compressed refusal of %i bytes, %i are looked at, and the caller gets them all', async (size, looked) => {
  const seen: number[] = [];
  const note = async (reply: Response) => void seen.push((await reply.text()).length);
  const { server, client, clock } = await startAcme({
    otherApiHeaders: async (reply) => {
      await note(reply);
      return undefined;
    },
    rejectsToken: async (reply) => {
      await note(reply);
      return false;
    },
  });
  server.answerApiNext({ status: 403, headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(size)) });
  const reply = await client.fetch('things');
  // Nobody had to wait for that: the clock stands still.
  expect([reply.status, (await reply.text()).length, clock.monotonic()]).toEqual([403, size, 0]);
  expect(seen).toEqual([looked, looked]);
});

test('a refusal that is cut short is given to the caller all the same', async () => {
  const { server, client } = await startAcme();
  server.answerApiNext({ fate: 'truncate', status: 403, body: 'because of this and that' });
  const reply = await client.fetch('things');
  expect(reply.status).toBe(403);
  await expect(reply.text()).rejects.toThrow(TypeError);
});
