import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Problem } from '../problem.ts';
import { createApp } from './app.ts';
import type { Console } from './console.ts';

export interface ConsoleServer extends AsyncDisposable {
  /** The address of the page. */
  readonly url: string;
}

const mostPorts = 20;

/**
 * Serves the page on this machine only, on this port or the next free one. Port 0 is any free port.
 *
 * @throws {Problem} if 20 ports in a row are taken.
 */
export async function serveConsole(console: Console, firstPort: number): Promise<ConsoleServer> {
  const listener = getRequestListener(createApp(console).fetch);
  for (let port = firstPort; port < firstPort + mostPorts; port += 1) {
    const server = createServer(listener).listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (error) {
      if (Object(error).code === 'EADDRINUSE') continue;
      throw error;
    }
    const { port: actualPort } = server.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${actualPort}/`,
      async [Symbol.asyncDispose]() {
        const closed = once(server, 'close');
        server.close();
        // A page keeps its feed open.
        server.closeAllConnections();
        await closed;
      },
    };
  }
  throw new Problem(`The ports ${firstPort} to ${firstPort + mostPorts - 1} are taken. Free one of them.`);
}
