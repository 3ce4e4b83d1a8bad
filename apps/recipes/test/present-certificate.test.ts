import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, unwatchFile, watchFile, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import {
  createIssuerClient,
  type IssuerClient,
  type IssuerOptions,
  memoryTokenCache,
  tlsClientAuth,
} from '@grantkit/issuer';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Certificate, createCertificate } from '../../../packages/issuer/test/certificates.ts';
import { presentCertificate } from '../src/present-certificate.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';

const authority = createCertificate('Test Authority');
const [first, second] = [createCertificate('machine', authority), createCertificate('machine', authority)];

function thumbprintOf({ cert }: Certificate): string {
  return new X509Certificate(cert).fingerprint256;
}

/** A server that binds each token to the certificate of the connection, and an API that checks it. */
async function startServer() {
  const { cert, key } = createCertificate('login.example.com', authority);
  const tokenRequests: string[] = [];
  const apiReplies: number[] = [];
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const server = createServer({ cert, key, ca: authority.cert, requestCert: true }, async (request, response) => {
    const { socket, url, headers } = request;
    const thumbprint = socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.fingerprint256 : undefined;
    const bound = thumbprint?.replaceAll(':', '') ?? '';
    if (url === '/api/slow') await released;
    response.setHeader('content-type', 'application/json');
    if (url === '/token') {
      tokenRequests.push(thumbprint ?? '');
      response.end(JSON.stringify({ access_token: `${bound}-${tokenRequests.length}`, token_type: 'Bearer' }));
      return;
    }
    response.statusCode = headers.authorization?.startsWith(`Bearer ${bound}-`) ? 200 : 401;
    apiReplies.push(response.statusCode);
    response.end();
  });
  return {
    origin: `https://${await listenOnLoopback(server)}`,
    tokenRequests,
    apiReplies,
    release,
  };
}

/** A server, the files of a certificate, and a client that presents it. */
async function createBed(options: Partial<IssuerOptions> = {}) {
  const server = await startServer();
  const folder = mkdtempSync(join(tmpdir(), 'grantkit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = {
    cert: join(folder, 'client.pem'),
    key: join(folder, 'client.key'),
    ca: join(folder, 'authority.pem'),
  };
  const write = ({ cert, key }: Pick<Certificate, 'cert' | 'key'>) => {
    writeFileSync(files.cert, cert);
    writeFileSync(files.key, key);
  };
  write(first);
  writeFileSync(files.ca, authority.cert);
  const presented = presentCertificate(files);
  onTestFinished(() => {
    unwatchFile(files.cert);
    unwatchFile(files.key);
  });
  // Node looks at the files every 5 s. The tests do not wait for that.
  const renew = () => watchFile(files.cert, { persistent: false }, () => {}).emit('change');
  const own = { tokenEndpoint: `${server.origin}/token`, apiBaseUrl: `${server.origin}/api`, clientId: 'machine' };
  const connect = (other: Partial<IssuerOptions> = {}): IssuerClient =>
    createIssuerClient({ ...own, ...presented, ...options, ...other });
  return { ...server, write, renew, connect, client: connect() };
}

test('after the files were replaced, the next token request presents the new certificate, and the API refuses nothing', async () => {
  const { client, write, renew, tokenRequests, apiReplies } = await createBed();
  await client.fetch('items');
  await client.fetch('items');
  write(second);
  renew();
  await client.fetch('items');
  await client.fetch('items');
  expect(apiReplies).toEqual([200, 200, 200, 200]);
  expect(tokenRequests).toEqual([thumbprintOf(first), thumbprintOf(second)]);
});

test('the cache entry of the old certificate is not used', async () => {
  const cache = memoryTokenCache();
  const { client, connect, write, renew } = await createBed({ cache });
  const { accessToken } = await client.token();
  write(second);
  renew();
  const renewed = await client.token();
  expect(renewed.accessToken).not.toBe(accessToken);
  expect((await connect().token()).accessToken).toBe(renewed.accessToken);
  // A process that still presents the old certificate shares the old token.
  const old = connect({ clientAuth: tlsClientAuth({ thumbprint: thumbprintOf(first) }) });
  expect((await old.token()).accessToken).toBe(accessToken);
});

test('a request that is in progress ends on the old connection', async () => {
  const { client, write, renew, release, tokenRequests } = await createBed();
  const slow = client.fetch('slow');
  await client.fetch('items');
  write(second);
  renew();
  expect((await client.fetch('items')).status).toBe(200);
  release();
  expect((await slow).status).toBe(200);
  expect(tokenRequests).toHaveLength(2);
});

test('a certificate whose key is not there yet is not presented', async () => {
  const report = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => report.mockRestore());
  const { client, write, renew, tokenRequests } = await createBed();
  write({ cert: second.cert, key: first.key });
  renew();
  expect(report).toHaveBeenCalledOnce();
  await client.token();
  write(second);
  renew();
  await client.token();
  expect(tokenRequests).toEqual([thumbprintOf(first), thumbprintOf(second)]);
});
