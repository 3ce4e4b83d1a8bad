import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { inspect } from 'node:util';
import { memoryTokenCache, type TlsClientAuthOptions, tlsClientAuth } from '@grantkit/core';
import { Agent } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPingAm, type PingAmClient, type PingAmOptions } from '../src/index.ts';
import { type Certificate, createCertificate } from './certificates.ts';
import { type OidcProvider, startOidcProvider } from './start-oidc-provider.ts';

const authority = createCertificate('Test Authority');
const machine = createCertificate('machine', authority);
const selfSigned = createCertificate('lone machine');
const thumbprint = new X509Certificate(machine.cert).fingerprint256;

let server: OidcProvider;

const clients = [
  {
    client_id: 'machine',
    token_endpoint_auth_method: 'tls_client_auth',
    tls_client_auth_subject_dn: 'CN=machine',
    tls_client_certificate_bound_access_tokens: true,
  },
  {
    client_id: 'lone',
    token_endpoint_auth_method: 'self_signed_tls_client_auth',
    jwks: { keys: [jwkOf(selfSigned)] },
  },
];

/** Where `oidc-provider` looks for the client's certificate. */
interface Context {
  readonly socket: TLSSocket;
}

beforeAll(async () => {
  const { cert, key } = createCertificate('am.example.com', authority);
  server = await startOidcProvider({
    clients,
    configuration: { clientAuthMethods: ['tls_client_auth', 'self_signed_tls_client_auth'] },
    features: {
      mTLS: {
        enabled: true,
        tlsClientAuth: true,
        selfSignedTlsClientAuth: true,
        certificateBoundAccessTokens: true,
        getCertificate: ({ socket }: Context) => socket.getPeerX509Certificate(),
        certificateAuthorized: ({ socket }: Context) => socket.authorized,
        certificateSubjectMatches: ({ socket }: Context, _: string, expected: string) =>
          socket.getPeerX509Certificate()?.subject === expected,
      },
    },
    // TLS accepts any certificate or none. The token endpoint decides about it.
    tls: { cert, key, ca: authority.cert, requestCert: true, rejectUnauthorized: false },
  });
});

afterAll(() => server.close());

function jwkOf({ cert }: Certificate): object {
  const certificate = new X509Certificate(cert);
  return { ...certificate.publicKey.export({ format: 'jwk' }), x5c: [certificate.raw.toString('base64')] };
}

/** The recipe of the README. */
function fetchWith({ cert, key }: Partial<Certificate>, ca = authority.cert): typeof globalThis.fetch {
  const dispatcher = new Agent({ connect: { cert, key, ca } });
  return (input, init) => fetch(input, Object.assign({}, init, { dispatcher }));
}

function pingam(
  clientId: string,
  certificate: Partial<Certificate>,
  { method, ...options }: Partial<PingAmOptions> & TlsClientAuthOptions = {},
): PingAmClient {
  const own = { baseUrl: server.baseUrl, realm: '/alpha', clientId, fetch: fetchWith(certificate) };
  return createPingAm({ ...own, clientAuth: tlsClientAuth({ method }), ...options });
}

const method = 'self_signed_tls_client_auth';

test.each([
  ['machine', machine, {}],
  ['machine', machine, { discovery: true }],
  ['lone', selfSigned, { method }],
  ['lone', selfSigned, { method, discovery: true }],
] as const)('the client %s presents its certificate in every request', async (clientId, certificate, options) => {
  const am = pingam(clientId, certificate, options);
  const { accessToken } = await am.token();
  expect(await am.introspect()).toMatchObject({ active: true, clientId });
  await am.revoke();
  expect(await am.introspect(accessToken)).toMatchObject({ active: false });
});

test('the body contains the client id, and no request contains a secret', async () => {
  const sent: Request[] = [];
  const show = fetchWith(machine);
  const fetch: typeof globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    sent.push(request.clone());
    return show(request);
  };
  // A secret that is set anyway is not sent.
  await pingam('machine', machine, { fetch, clientSecret: 's3cr3t', scope: 'write' }).token();
  expect(await sent[0]?.text()).toBe('grant_type=client_credentials&scope=write&client_id=machine');
  expect([...(sent[0]?.headers.keys() ?? [])].toSorted()).toEqual(['accept', 'content-type']);
});

test('the server can bind a token to the certificate', async () => {
  const { members } = await pingam('machine', machine).introspect();
  const bytes = Buffer.from(thumbprint.replaceAll(':', ''), 'hex');
  expect(members).toMatchObject({ cnf: { 'x5t#S256': bytes.toString('base64url') } });
});

test.each([
  ['no certificate', 'machine', {}, {}],
  ['the certificate of another machine', 'machine', createCertificate('another machine', authority), {}],
  [
    'a certificate of an authority that is not trusted',
    'machine',
    createCertificate('machine', createCertificate('Evil')),
    {},
  ],
  ['a self-signed certificate', 'machine', createCertificate('machine'), {}],
  ['no certificate, for a client that registered one,', 'lone', {}, { method }],
  ['a self-signed certificate that is not registered', 'lone', createCertificate('lone machine'), { method }],
  ['the certificate of another client', 'lone', machine, { method }],
] as const)('%s is refused, with a hint about certificates', async (_, clientId, certificate, options) => {
  await expect(pingam(clientId, certificate, options).token()).rejects.toMatchObject({
    code: 'invalid_client',
    status: 401,
    retryable: false,
    hint: expect.stringMatching(
      /the client's profile in the realm `\/alpha` has this certificate.*`fetch` presents it/,
    ),
  });
});

test('a server with a wrong certificate gets no request', async () => {
  const fetch = fetchWith(machine, createCertificate('Another Authority').cert);
  const error: unknown = await pingam('machine', machine, { fetch, timeout: 1_000 })
    .introspect('token')
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'network', hint: expect.stringContaining('TLS certificate') });
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain('PRIVATE KEY');
});

test('only clients with the same certificate share tokens', async () => {
  const cache = memoryTokenCache();
  const share = (name: string) =>
    pingam('machine', machine, { cache, clientAuth: tlsClientAuth({ thumbprint: name }) }).token();
  const { accessToken } = await share(thumbprint);
  expect((await share(thumbprint)).accessToken).toBe(accessToken);
  const renewed = createCertificate('machine', authority);
  expect((await share(new X509Certificate(renewed.cert).fingerprint256)).accessToken).not.toBe(accessToken);
});
