import { createServer, type IncomingHttpHeaders } from 'node:http';
import { listenOnLoopback } from './listen-on-loopback.ts';

/** A server of somebody else, which notes the headers that it is shown. */
export async function startStranger(): Promise<{ readonly url: string; readonly shown: IncomingHttpHeaders[] }> {
  const shown: IncomingHttpHeaders[] = [];
  const server = createServer(({ headers }, response) => {
    shown.push(headers);
    response.writeHead(404).end();
  });
  const host = await listenOnLoopback(server);
  return { url: `http://${host}`, shown };
}
