import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createCertificate } from '../../../packages/issuer/test/certificates.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';

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
  });
  const host = await listenOnLoopback(server);
  /** Makes another certificate of the same authority. */
  const issue = (name: string) => createCertificate(name, authority);
  return { host, url: `https://${host}`, ca, issue, paths };
}
