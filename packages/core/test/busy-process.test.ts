import { once } from 'node:events';
import { createConnection } from 'node:net';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { clientSecretPost, createProviderClient, type GrantEvent, type TokenCache } from '../src/index.ts';

/** A cache server in another thread, which answers while this thread is busy. */
const program = `
  const { createServer } = require('node:net');
  const { parentPort } = require('node:worker_threads');
  const server = createServer((socket) => socket.on('data', () => socket.write('nothing')).on('error', () => {}));
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`;

test('a process that is busy for more than 250 ms does not report that the cache hung', async () => {
  const worker = new Worker(program, { eval: true });
  onTestFinished(async () => void (await worker.terminate()));
  const [port] = await once(worker, 'message');
  const socket = createConnection(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');

  const cache: TokenCache = {
    async get() {
      const answered = once(socket, 'data');
      socket.write('get', () => {
        for (const end = performance.now() + 300; performance.now() < end; );
      });
      await answered;
      return undefined;
    },
    set: async () => {},
    delete: async () => {},
  };
  const events: GrantEvent[] = [];
  const client = createProviderClient(
    { name: 'acme', tokenEndpoint: 'https://acme.example/token', clientAuth: clientSecretPost() },
    {
      clientId: 'id',
      clientSecret: 'secret',
      cache,
      fetch: async () => Response.json({ access_token: 'token', token_type: 'Bearer', expires_in: 3600 }),
      onEvent: (event) => events.push(event),
    },
  );
  await client.token();
  expect(events.map(({ type }) => type)).toEqual(['requested']);
});
