import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createIssuerClient, type GrantError } from '@grantkit/issuer';
import { createAuthorizationServer } from '@grantkit/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { fetchThroughProxy } from '../src/fetch-through-proxy.ts';
import { startProxy } from './proxy.ts';
import { startSecureServer } from './secure-server.ts';

const secret = 's3cr3t-of-billing';

/** Sets the variables for the rest of the test. undici reads them when its agent is created. */
function setProxy(variables: { readonly [Name in 'HTTP_PROXY' | 'HTTPS_PROXY' | 'NO_PROXY']?: string }): void {
  const all = { HTTP_PROXY: '', HTTPS_PROXY: '', NO_PROXY: '', ...variables };
  for (const [name, value] of Object.entries(all)) {
    vi.stubEnv(name, value);
    vi.stubEnv(name.toLowerCase(), undefined);
  }
  onTestFinished(() => void vi.unstubAllEnvs());
}

function connect(url: string, fetch: typeof globalThis.fetch) {
  return createIssuerClient({
    ...{ tokenEndpoint: `${url}/token`, clientId: 'billing', clientSecret: secret, apiBaseUrl: url, fetch },
    timeout: 1_000,
  });
}

test('token and API requests go through tunnels, and the proxy sees neither the secret nor the token', async () => {
  const [server, proxy] = [await startSecureServer(), await startProxy()];
  setProxy({ HTTPS_PROXY: proxy.url });
  const billing = connect(server.url, fetchThroughProxy({ ca: server.ca }));
  const replies = await Promise.all(Array.from({ length: 20 }, () => billing.fetch('invoices')));
  expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
  expect(server.paths.filter((path) => path === '/token')).toHaveLength(1);
  expect(new Set(proxy.tunnels.map(({ target }) => target))).toEqual(new Set([server.host]));
  expect(proxy.seen().length).toBeGreaterThan(1_000);
  for (const hidden of [secret, 't0ken-of-the-server', '/token', '/invoices', btoa(`billing:${secret}`)]) {
    expect(proxy.seen()).not.toContain(hidden);
  }
});

test('a host of NO_PROXY is called directly, with the same authority', async () => {
  const [server, proxy] = [await startSecureServer(), await startProxy()];
  setProxy({ HTTPS_PROXY: proxy.url, NO_PROXY: 'localhost,127.0.0.1' });
  const billing = connect(server.url, fetchThroughProxy({ ca: server.ca }));
  expect((await billing.fetch('invoices')).status).toBe(200);
  expect(proxy.tunnels).toEqual([]);
});

test('the proxy sees the secret for a server on this machine over http:, unless NO_PROXY names the server', async () => {
  const [server, proxy] = [await createAuthorizationServer(), await startProxy()];
  onTestFinished(() => server.close());
  setProxy({ HTTP_PROXY: proxy.url });
  await expect(connect(server.url, fetchThroughProxy()).token()).rejects.toMatchObject({ code: 'invalid_client' });
  expect(proxy.seen()).toContain(btoa(`billing:${secret}`));
  expect(proxy.tunnels).toHaveLength(1);
  setProxy({ HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' });
  await expect(connect(server.url, fetchThroughProxy()).token()).rejects.toMatchObject({ code: 'invalid_client' });
  expect(proxy.tunnels).toHaveLength(1);
});

test('the credentials in the URL of the proxy go to the proxy only', async () => {
  const [server, proxy] = [await startSecureServer(), await startProxy({ credentials: 'app:pr0xy-password' })];
  setProxy({ HTTPS_PROXY: proxy.url });
  const billing = connect(server.url, fetchThroughProxy({ ca: server.ca }));
  expect((await billing.fetch('invoices')).status).toBe(200);
  expect(proxy.tunnels[0]?.headers['proxy-authorization']).toBe(`Basic ${btoa('app:pr0xy-password')}`);
});

test('a proxy that rejects its credentials is a network error, which does not show them', async () => {
  const [server, proxy] = [await startSecureServer(), await startProxy({ credentials: 'app:pr0xy-password' })];
  setProxy({ HTTPS_PROXY: proxy.url.replace('pr0xy-password', 'wr0ng-password') });
  const error: GrantError = await connect(server.url, fetchThroughProxy({ ca: server.ca }))
    .token()
    .catch((reason) => reason);
  expect(error).toMatchObject({ code: 'network', summary: expect.stringContaining('UND_ERR_ABORTED') });
  expect(JSON.stringify(error)).not.toContain('password');
  expect(server.paths).toEqual([]);
});

test('a proxy that speaks TLS itself has a certificate of the own authority', async () => {
  const server = await startSecureServer();
  const proxy = await startProxy({ certificate: server.issue('proxy.example.com') });
  setProxy({ HTTPS_PROXY: proxy.url });
  await connect(server.url, fetchThroughProxy({ ca: server.ca })).token();
  expect(proxy.tunnels).toHaveLength(1);
});

test('a proxy that is down is a retryable network error', async () => {
  const server = await startSecureServer();
  setProxy({ HTTPS_PROXY: 'http://127.0.0.1:1' });
  await expect(connect(server.url, fetchThroughProxy({ ca: server.ca })).token()).rejects.toMatchObject({
    ...{ code: 'network', retryable: true },
  });
  expect(server.paths).toEqual([]);
});

test('HTTP_PROXY alone is used for https:, too', async () => {
  const [server, proxy] = [await startSecureServer(), await startProxy()];
  setProxy({ HTTP_PROXY: proxy.url });
  await connect(server.url, fetchThroughProxy({ ca: server.ca })).token();
  expect(proxy.tunnels).toHaveLength(1);
});

test('without the authority of the server, the error names the variable for certificates', async () => {
  const [server, proxy] = [await startSecureServer(), await startProxy()];
  setProxy({ HTTPS_PROXY: proxy.url });
  await expect(connect(server.url, fetchThroughProxy()).token()).rejects.toMatchObject({
    ...{ code: 'network', retryable: false, hint: expect.stringContaining('NODE_EXTRA_CA_CERTS') },
  });
});

test('on Node 24 the variables alone are enough', async () => {
  const [server, proxy] = [await startSecureServer(), await startProxy()];
  const program = fileURLToPath(new URL('call-once.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [...source, program, server.url], {
    env: { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: server.ca },
  });
  expect(stdout).toBe('200\n');
  expect(server.paths).toEqual(['/token', '/invoices']);
  expect(new Set(proxy.tunnels.map(({ target }) => target))).toEqual(new Set([server.host]));
});

const source = ['--conditions=@grantkit/source', '--disable-warning=ExperimentalWarning'];
