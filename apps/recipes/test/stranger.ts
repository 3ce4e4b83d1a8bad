import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { onTestFinished } from 'vitest';

/** A server of somebody else, which notes the headers that it is shown. */
export async function startStranger(): Promise<{ readonly url: string; readonly shown: IncomingHttpHeaders[] }> {
  const shown: IncomingHttpHeaders[] = [];
  const server = createServer(({ headers }, response) => {
    shown.push(headers);
    response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port');
  return { url: `http://127.0.0.1:${address.port}`, shown };
}
