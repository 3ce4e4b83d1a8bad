import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createAuthorizationServer } from '@grantkit/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findRedis } from '../../../packages/redis/test/redis-server.ts';

const redisUrl = await findRedis();
const longGrace = 60_000;

async function startServer() {
  const server = await createAuthorizationServer({
    clients: [{ clientId: 'billing', clientSecret: 's3cr3t-of-billing' }],
  });
  onTestFinished(() => server.close());
  return server;
}

function run(
  file: string,
  ...args: readonly (string | number)[]
): ChildProcess & { readonly exited: Promise<unknown> } {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@grantkit/source', path, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  // The exit code, or the name of the signal that ended the process.
  const exited = once(child, 'exit').then(([code, signal]) => code ?? signal);
  return Object.assign(child, { exited });
}

/** Starts the service in a process of its own. */
async function startService(...args: readonly (string | number)[]) {
  const child = run('run-service.ts', ...args);
  if (child.stdout === null) throw new Error('The process has no output');
  const [port] = await once(createInterface(child.stdout), 'line');
  return {
    call: () => fetch(`http://127.0.0.1:${port}`),
    exited: child.exited,
    /** Opens a connection, and sends a part of a request, or nothing. */
    async begin(part: string) {
      const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
      onTestFinished(() => void socket.destroy());
      await once(socket, 'connect');
      if (part !== '') await new Promise((resolve) => socket.write(part, resolve));
    },
    /** Sends SIGTERM, and resolves when the service accepts no new connection. */
    async stop() {
      child.kill('SIGTERM');
      while (await accepts(Number(port)));
    },
  };
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

test('a program that closes nothing ends when its work is done', async () => {
  const server = await startServer();
  await expect(run('get-a-token.ts', server.url).exited).resolves.toBe(0);
  expect(server.issued).toHaveLength(1);
});

describe.skipIf(redisUrl === undefined)('after SIGTERM', () => {
  test('a request in progress is completed, and then the process ends', async () => {
    const server = await startServer();
    const { promise, resolve } = Promise.withResolvers<void>();
    server.answerApiNext({ status: 200, body: 'invoice', release: promise });
    const service = await startService(server.url, redisUrl ?? '', longGrace);
    const reply = service.call();
    await until(() => server.apiRequests.length === 1);
    await service.stop();
    resolve();
    const { headers, text } = await reply.then(async (each) => ({ headers: each.headers, text: await each.text() }));
    expect(text).toBe('invoice');
    expect(headers.get('connection')).toBe('close');
    await expect(service.exited).resolves.toBe(0);
  });

  test('a request that takes longer than the grace is aborted: its caller gets 503', async () => {
    const server = await startServer();
    server.answerApiAlways({ fate: 'hang' });
    const service = await startService(server.url, redisUrl ?? '', 50);
    const reply = service.call();
    await until(() => server.apiRequests.length === 1);
    await service.stop();
    expect((await reply).status).toBe(503);
    await expect(service.exited).resolves.toBe(0);
  });

  test.each(['', 'GET / HT'])(
    'a connection that has sent %j and nothing more does not keep the process',
    async (part) => {
      const server = await startServer();
      const service = await startService(server.url, redisUrl ?? '', 50);
      await service.begin(part);
      expect((await service.call()).status).toBe(200); // after the connection, so that the service has accepted that
      await service.stop();
      await expect(service.exited).resolves.toBe(0);
    },
  );

  test('a call that waits for a token is aborted too', async () => {
    const server = await startServer();
    server.answerAlways({ fate: 'hang' });
    const service = await startService(server.url, redisUrl ?? '', 50);
    const reply = service.call();
    await server.waitForRequest(1);
    await service.stop();
    expect((await reply).status).toBe(503);
    await expect(service.exited).resolves.toBe(0);
    expect(server.apiRequests).toEqual([]);
  });

  test('a background renewal that hangs keeps the process alive until its timeout, and no call fails', async () => {
    const server = await startServer();
    const service = await startService(server.url, redisUrl ?? '', longGrace, 3_400_000);
    server.answerAlways({ fate: 'hang' });
    expect((await service.call()).status).toBe(200);
    await server.waitForRequest(2);
    await service.stop();
    await expect(service.exited).resolves.toBe(0);
  });

  test('the process ends while Redis is down', async () => {
    const server = await startServer();
    const service = await startService(server.url, 'redis://127.0.0.1:1', longGrace);
    expect((await service.call()).status).toBe(200);
    await service.stop();
    await expect(service.exited).resolves.toBe(0);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
