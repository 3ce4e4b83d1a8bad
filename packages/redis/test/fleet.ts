import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { Order, Report, Tenant } from './fleet-messages.ts';

/** One process of the fleet, which shares a Redis with the others. */
export interface Member {
  /** Makes new clients for these tenants, with nothing in memory. */
  makeClients(setup: Setup): Promise<void>;
  /** Asks each client for `callers` tokens at the same time. */
  call(callers: number): Promise<Report>;
  /** Resolves when its connection to Redis is up. */
  ping(): Promise<void>;
  /** Ends the process at once, as `kill -9` does. */
  kill(): Promise<void>;
}

export interface Setup {
  readonly tenants: readonly Tenant[];
  /** The start of the keys in Redis. Processes with the same prefix share their tokens. */
  readonly prefix: string;
  /** The clients' option `timeout`, in ms. @default 10 000 */
  readonly timeout?: number;
}

/** Starts processes that are connected to this Redis. They are killed when the test file is over. */
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

/** Sends orders, and finds the report of each. Without an order it waits until the process says that it is ready. */
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
