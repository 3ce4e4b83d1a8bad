import { expect, test } from 'vitest';
import {
  type ClientAuth,
  memoryTokenCache,
  type ProviderClient,
  type TlsClientAuthOptions,
  tlsClientAuth,
} from '../src/index.ts';
import { watchUnhandledRejections } from './event-loop.ts';
import { createMapCache } from './map-token-cache.ts';
import { createTestBed, type TestBed, type TestBedOptions } from './test-bed.ts';

// A certificate that is replaced while its client is in use. Tokens may be bound to the old one (RFC 8705 §3).

interface CertifiedBed extends TestBed {
  /** What the function `thumbprint` of the client returns or throws. */
  certificate: { thumbprint: string | Error | Promise<string> };
}

async function createCertifiedBed(options: TestBedOptions = {}): Promise<CertifiedBed> {
  const certificate: CertifiedBed['certificate'] = { thumbprint: 'A' };
  const clientAuth = tlsClientAuth({
    thumbprint: (() => {
      if (certificate.thumbprint instanceof Error) throw certificate.thumbprint;
      return certificate.thumbprint;
    }) as () => string,
  });
  const bed = await createTestBed({ ...options, provider: { clientAuth } });
  let count = 0;
  bed.server.answerAlways(() => {
    count += 1;
    return { body: { access_token: `token-${count}`, token_type: 'Bearer', expires_in: 3600 } };
  });
  return { ...bed, certificate };
}

async function textOf(client: ProviderClient): Promise<string> {
  return (await client.token()).accessToken;
}

test('a token is served until the certificate is replaced, and then a new one is requested', async () => {
  const { client, certificate } = await createCertifiedBed();
  expect([await textOf(client), await textOf(client)]).toEqual(['token-1', 'token-1']);
  certificate.thumbprint = 'B';
  expect(client.explain().token).toBeUndefined();
  expect([await textOf(client), await textOf(client)]).toEqual(['token-2', 'token-2']);
});

test('each certificate has its own entry in a shared cache', async () => {
  const cache = memoryTokenCache();
  const { client, createClient, certificate, server } = await createCertifiedBed({ cache });
  const other = (thumbprint: TlsClientAuthOptions['thumbprint']) =>
    createClient({ cache, provider: { clientAuth: tlsClientAuth({ thumbprint }) } });
  expect(await textOf(client)).toBe('token-1');
  // Another process shows the new certificate first. Its token is not newer by the clock.
  expect(await textOf(other('B'))).toBe('token-2');
  certificate.thumbprint = 'B';
  expect(await textOf(client)).toBe('token-2');
  expect(await textOf(other(() => 'A'))).toBe('token-1');
  expect(server.tokenRequests).toHaveLength(2);
  // A token of the cache is bound too.
  certificate.thumbprint = 'C';
  expect(await textOf(client)).toBe('token-3');
});

test('if it is replaced during a token request, the token is neither kept nor shared', async () => {
  const cache = createMapCache();
  const { client, certificate, server } = await createCertifiedBed({ cache });
  server.answerNext(() => {
    certificate.thumbprint = 'B';
    return { body: { access_token: 'of-A-or-B', token_type: 'Bearer', expires_in: 3600 } };
  });
  expect(await textOf(client)).toBe('of-A-or-B');
  expect(cache.entries.size).toBe(0);
  expect([await textOf(client), await textOf(client)]).toEqual(['token-1', 'token-1']);
  expect(cache.entries.size).toBe(1);
});

test('if it is replaced while the cache key is made, the token is neither kept nor shared', async () => {
  const cache = createMapCache();
  const thumbprints = ['A', 'B'];
  const clientAuth: ClientAuth = {
    ...tlsClientAuth(),
    tokenBinding: () => thumbprints[0],
    fingerprint: () => (thumbprints.length > 1 ? thumbprints.shift() : thumbprints[0]) ?? '',
  };
  const { server, client } = await createTestBed({ cache, provider: { clientAuth } });
  server.answerNext({ body: { access_token: 'of-B', token_type: 'Bearer', expires_in: 3600 } });
  // A forced request does not read the cache, so the key is first made for the request itself.
  await client.token({ forceRefresh: true });
  expect(cache.entries.size).toBe(0);
});

test('a caller does not wait for the token of a certificate that was replaced', async () => {
  const { client, certificate, server } = await createCertifiedBed();
  const { promise: release, resolve: answer } = Promise.withResolvers<void>();
  server.answerNext({ release, body: { access_token: 'of-A', token_type: 'Bearer', expires_in: 3600 } });
  const early = textOf(client);
  await server.waitForRequest(1);
  certificate.thumbprint = 'B';
  expect(await Promise.all([textOf(client), textOf(client)])).toEqual(['token-1', 'token-1']);
  answer();
  expect(await early).toBe('of-A');
  expect(await textOf(client)).toBe('token-1');
});

test.each<[string, CertifiedBed['certificate']['thumbprint'] | (() => Promise<string>)]>([
  ['throws', new Error('ENOENT')],
  ['returns a promise', () => Promise.resolve('B')],
  ['returns a promise that fails', () => Promise.reject(new Error('ENOENT'))],
])('a function that %s costs no token, and the kept one stays in use', async (_, broken) => {
  const unhandled = watchUnhandledRejections();
  const { client, certificate, server } = await createCertifiedBed();
  expect(await textOf(client)).toBe('token-1');
  certificate.thumbprint = typeof broken === 'function' ? broken() : broken;
  expect(await textOf(client)).toBe('token-1');
  expect((await client.token({ forceRefresh: true })).accessToken).toBe('token-2');
  expect(await textOf(client)).toBe('token-2');
  expect(server.tokenRequests).toHaveLength(2);
  expect(await unhandled()).toEqual([]);
});

test('tokens of a function that throws are not shared', async () => {
  const cache = createMapCache();
  const { client, certificate } = await createCertifiedBed({ cache });
  certificate.thumbprint = new Error('ENOENT');
  expect(await textOf(client)).toBe('token-1');
  expect(cache.entries.size).toBe(0);
});

test('a token is not bound to a thumbprint that cannot change', () => {
  expect([tlsClientAuth({ thumbprint: 'A' }).tokenBinding, tlsClientAuth().tokenBinding]).toEqual([
    undefined,
    undefined,
  ]);
});
