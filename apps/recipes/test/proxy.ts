import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect } from 'node:net';
import { listenOnLoopback } from './listen-on-loopback.ts';

interface ProxySettings {
  readonly credentials?: string;
  /** Clients must speak TLS with the proxy itself. */
  readonly certificate?: { readonly cert: string; readonly key: string };
}

/** A proxy on loopback. It opens tunnels, and records the bytes that clients send through them. */
export async function startProxy({ credentials, certificate }: ProxySettings = {}) {
  const tunnels: { readonly target: string; readonly headers: IncomingHttpHeaders }[] = [];
  let seen = '';
  const server = certificate ? createSecureServer(certificate) : createServer();
  server.on('connect', ({ url = '', headers }, client, head) => {
    tunnels.push({ target: url, headers });
    const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
    if (expected !== headers['proxy-authorization']) {
      client.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n',
      );
      return;
    }
    const [host, port] = url.split(':');
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.write(head);
      client.on('data', (bytes) => {
        seen += bytes.toString('latin1');
      });
      client.pipe(target).pipe(client);
    });
    for (const socket of [client, target]) socket.on('error', () => [client, target].map((each) => each.destroy()));
  });
  const host = await listenOnLoopback(server);
  return {
    url: `http${certificate ? 's' : ''}://${credentials ? `${credentials}@` : ''}${host}`,
    tunnels,
    seen: () => seen,
  };
}
