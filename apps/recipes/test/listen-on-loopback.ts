import { once } from 'node:events';
import type { Server } from 'node:http';
import { onTestFinished } from 'vitest';

/** Lets a server listen on loopback until the test is over, and returns its host with the port. */
export async function listenOnLoopback(server: Pick<Server, 'listen' | 'address' | 'close' | 'closeAllConnections'>) {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port');
  return `127.0.0.1:${address.port}`;
}
