import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, TLSSocket } from 'node:tls';
import { memoryTokenCache } from '@grantkit/core';
import { Agent } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { createIssuerClient, type IssuerClient, type IssuerOptions, tlsClientAuth } from '../src/index.ts';
import { type Certificate, createCertificate } from './certificates.ts';

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
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return {
    origin: `https://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    tokenRequests,
    apiReplies,
    release,
  };
}

/** The recipe of the README, without its last line, which watches the files. */
function presentFiles(files: readonly string[], ca: string) {
  function load() {
    const [cert, key] = files.map((file) => readFileSync(file));
    if (cert === undefined || key === undefined) throw new Error('Two files are needed');
    const secureContext = createSecureContext({ cert, key, ca });
    return {
      dispatcher: new Agent({ connect: { secureContext } }),
      thumbprint: new X509Certificate(cert).fingerprint256,
    };
  }
  let shown = load();
  return {
    clientAuth: tlsClientAuth({ thumbprint: () => shown.thumbprint }),
    fetch: ((input, init) =>
      fetch(input, Object.assign({}, init, { dispatcher: shown.dispatcher }))) satisfies typeof globalThis.fetch,
    async renew() {
      const old = shown;
      try {
        shown = load();
      } catch {
        return;
      }
      await old.dispatcher.close();
    },
  };
}

/** A server, the files of a certificate, and a client that presents it. */
async function createBed(options: Partial<IssuerOptions> = {}) {
  const server = await startServer();
  const folder = mkdtempSync(join(tmpdir(), 'grantkit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [certFile, keyFile] = [join(folder, 'client.pem'), join(folder, 'client.key')];
  const write = ({ cert, key }: Pick<Certificate, 'cert' | 'key'>) => {
    writeFileSync(certFile, cert);
    writeFileSync(keyFile, key);
  };
  write(first);
  const { renew, ...presented } = presentFiles([certFile, keyFile], authority.cert);
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
  await renew();
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
  await renew();
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
  const closed = renew();
  expect((await client.fetch('items')).status).toBe(200);
  release();
  expect((await slow).status).toBe(200);
  await closed;
  expect(tokenRequests).toHaveLength(2);
});

test('a certificate whose key is not there yet is not presented', async () => {
  const { client, write, renew, tokenRequests } = await createBed();
  write({ cert: second.cert, key: first.key });
  await renew();
  await client.token();
  write(second);
  await renew();
  await client.token();
  expect(tokenRequests).toEqual([thumbprintOf(first), thumbprintOf(second)]);
});
