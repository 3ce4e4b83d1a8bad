import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** A Redis to measure with. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
}

/** The Redis of `GRANTKIT_REDIS_URL`, or a new one that stores nothing on disk; `undefined` if there is neither. */
export async function findRedis(): Promise<RedisServer | undefined> {
  const { GRANTKIT_REDIS_URL } = process.env;
  if (GRANTKIT_REDIS_URL) return { url: GRANTKIT_REDIS_URL, [Symbol.asyncDispose]: async () => {} };
  const port = await freePort();
  const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    await once(server, 'spawn');
  } catch {
    return undefined;
  }
  const exited = once(server, 'exit');
  for await (const line of createInterface(server.stdout)) {
    if (line.includes('Ready to accept connections')) break;
  }
  if (server.exitCode !== null) return undefined;
  // Otherwise its log would fill the pipe, and Redis would stop.
  server.stdout.resume();
  return {
    url: `redis://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.kill();
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port');
  return address.port;
}
