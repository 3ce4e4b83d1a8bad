import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { ListenOptions } from 'node:net';
import type { IssuerClient } from '@grantkit/issuer';
import type { RedisClientType } from 'redis';

/** The clients of the service. Only the Redis client needs closing. */
export interface Resources {
  readonly billing: IssuerClient;
  readonly redis: Pick<RedisClientType, 'isReady' | 'close' | 'destroy'>;
}

/** Serves until SIGTERM. After that, requests in progress have `grace` ms, and the process ends. */
export async function serve({ billing, redis }: Resources, listen: ListenOptions, grace = 10_000): Promise<Server> {
  const stop = new AbortController();
  const server = createServer(async (_request, response) => {
    try {
      const reply = await billing.fetch('invoices', { signal: stop.signal });
      end(response, reply.status, await reply.text());
    } catch (error) {
      console.error(error);
      end(response, 503);
    }
  });

  function end(response: ServerResponse, status: number, body?: string): void {
    // Otherwise the connection would stay open for 5 s, and keep the process alive.
    if (!server.listening) response.setHeader('connection', 'close');
    response.writeHead(status).end(body);
  }

  async function shutDown(): Promise<void> {
    const closed = once(server, 'close');
    server.close(); // Accepts no new connections, and closes idle ones.
    const timer = setTimeout(() => stop.abort(), grace);
    // Otherwise a connection without a request, or one whose client does not read, would stay open for ever.
    const lastTimer = setTimeout(() => server.closeAllConnections(), grace + 1_000);
    await closed;
    clearTimeout(timer);
    clearTimeout(lastTimer);
    // Last, because calls use Redis until they end.
    if (redis.isReady) await redis.close();
    else redis.destroy();
  }

  process.once('SIGTERM', () => void shutDown().catch(console.error));
  server.listen(listen);
  await once(server, 'listening');
  return server;
}
