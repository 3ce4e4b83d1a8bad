import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll } from 'vitest';

/** Whether the tests can start a Redis of their own, which they may flush, stop and fill up. */
export const hasRedisServer: boolean = spawnSync('redis-server', ['--version']).status === 0;

const howToRun = 'Tests that need Redis are skipped. To run them, install redis-server or set GRANTKIT_REDIS_URL.';

/** A Redis that the tests have for themselves, on a loopback port. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Ends it like a crash: it saves nothing and closes no connection. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
}

/** The URL of the Redis to test with; `undefined` if there is none. */
export async function findRedis(): Promise<string | undefined> {
  const { GRANTKIT_REDIS_URL } = process.env;
  if (GRANTKIT_REDIS_URL) return GRANTKIT_REDIS_URL;
  if (hasRedisServer) return (await startRedisServer()).url;
  console.warn(howToRun);
  return undefined;
}

/** Starts a Redis that is killed when the test file is over. */
export async function startRedisServer(...options: readonly string[]): Promise<RedisServer> {
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'grantkit-redis-'));
  const base = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', directory];
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    server = spawn('redis-server', [...base, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines: string[] = [];
    if (server.stdout === null) throw new Error('redis-server has no output');
    for await (const line of createInterface(server.stdout)) {
      lines.push(line);
      if (line.includes('Ready to accept connections')) return;
    }
    throw new Error(`redis-server did not start:\n${lines.join('\n')}`);
  }

  async function kill(): Promise<void> {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  }

  afterAll(async () => {
    await kill();
    rmSync(directory, { recursive: true, force: true });
  });
  await start();
  return { port, url: `redis://127.0.0.1:${port}`, kill, start };
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
