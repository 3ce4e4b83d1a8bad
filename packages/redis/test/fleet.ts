import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { Order, Report, Tenant } from './fleet-messages.ts';

/** One process that shares a Redis with others. */
export interface Member {
  /** New clients of these tenants, with nothing in memory. */
  makeClients(setup: Setup): Promise<void>;
  /** Asks each client for a token, so many times at once. */
  call(callers: number): Promise<Report>;
  /** Resolves when its connection to Redis is up. */
  ping(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
}

export interface Setup {
  readonly tenants: readonly Tenant[];
  /** Of the keys in Redis: processes with the same one share their tokens. */
  readonly prefix: string;
  /** @default 10 000 ms, as the engine's own */
  readonly timeout?: number;
}

/** Starts so many processes, connected to this Redis; they are killed when the test file is over. */
export function startMembers(count: number, redisUrl: string): Promise<Member[]> {
  return Promise.all(Array.from({ length: count }, () => startMember(redisUrl)));
}

async function startMember(redisUrl: string): Promise<Member> {
  const file = fileURLToPath(new URL('fleet-worker.ts', import.meta.url));
  const process = fork(file, [redisUrl], { execArgv: ['--conditions=@grantkit/source'] });
  afterAll(() => void process.kill('SIGKILL'));
  const ask = conversation(process);
  await ask(undefined);
  return {
    makeClients: async ({ timeout = 10_000, ...setup }) => void (await ask({ type: 'make', timeout, ...setup })),
    async call(callers) {
      const report = await ask({ type: 'call', callers });
      return report ?? { tokens: [], failures: ['The process is gone'], cacheFailures: [] };
    },
    ping: async () => void (await ask({ type: 'ping' })),
    async kill() {
      const exited = once(process, 'exit');
      process.kill('SIGKILL');
      await exited;
    },
  };
}

/** Sends orders, and matches the answers to them; the first message, which nobody ordered, says that it is ready. */
function conversation(process: ChildProcess): (order: Order | undefined) => Promise<Report | undefined> {
  const waiting = new Map<number, (report: Report | undefined) => void>();
  let orders = 0;
  process.on('message', ({ id, report }: { id: number; report?: Report }) => {
    waiting.get(id)?.(report);
    waiting.delete(id);
  });
  process.on('exit', () => {
    for (const resolve of waiting.values()) resolve(undefined);
  });
  return (order) => {
    if (order !== undefined) orders += 1;
    const id = order === undefined ? 0 : orders;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      if (order !== undefined) process.send({ id, order });
    });
  };
}
