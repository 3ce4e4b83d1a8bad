import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createCertificate } from '../../../packages/issuer/test/certificates.ts';

/** An authorization server and API over TLS. The system does not trust the authority of its certificate. */
export async function startSecureServer() {
  const authority = createCertificate('Corporate Authority');
  const folder = mkdtempSync(join(tmpdir(), 'grantkit-'));
  const ca = join(folder, 'authority.pem');
  writeFileSync(ca, authority.cert);
  onTestFinished(() => rmSync(folder, { recursive: true }));

  const paths: string[] = [];
  const server = createServer(createCertificate('login.example.com', authority), (request, response) => {
    paths.push(request.url ?? '');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ access_token: 't0ken-of-the-server', token_type: 'Bearer', expires_in: 3600 }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port');
  const host = `127.0.0.1:${address.port}`;
  /** Makes another certificate of the same authority. */
  const issue = (name: string) => createCertificate(name, authority);
  return { host, url: `https://${host}`, ca, issue, paths };
}
