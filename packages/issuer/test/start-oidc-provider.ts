import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import Provider from 'oidc-provider';
import { vi } from 'vitest';
import { type Certificate, createCertificate } from './certificates.ts';

/** The authority that issued the server's certificate, and whose certificates the server accepts from clients. */
export const authority: Certificate = createCertificate('Test Authority');
/** The secret of the clients `basic` and `post`. Form encoding changes some of its characters. */
export const secret = '100% a+b:c "\\';

/** A certified authorization server, at a path of its host. */
export interface OidcProvider {
  readonly issuer: string;
  /** The origin of its endpoints for mutual TLS. */
  readonly tlsOrigin: string;
  /** Its requests to both origins, in order, such as `POST /tenant/token`. */
  readonly requests: string[];
  close(): Promise<void>;
}

const mount = '/tenant';

/** Starts the server with the clients `basic`, `post`, `key` (whose public key it gets) and `machine`. */
export async function startOidcProvider(publicJwk: object): Promise<OidcProvider> {
  const requests: string[] = [];
  let callback: RequestListener = () => {};
  const listener: RequestListener = (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    // Express does this for a mounted app. Otherwise the provider would not know its own URLs.
    Object.assign(request, { originalUrl: request.url, url: request.url?.replace(mount, '') });
    callback(request, response);
  };
  const { cert, key } = createCertificate('login.example.com', authority);
  // TLS accepts any certificate or none. The token endpoint decides about it.
  const tls = { cert, key, ca: authority.cert, requestCert: true, rejectUnauthorized: false };
  const servers = [createServer(listener), createTlsServer(tls, listener)] as const;
  const [port, tlsPort] = await Promise.all(servers.map(listen));
  const issuer = `http://127.0.0.1:${port}${mount}`;
  const tlsOrigin = `https://127.0.0.1:${tlsPort}`;

  // `oidc-provider` warns that its keys and its memory store are not for production.
  for (const level of ['info', 'warn'] as const) vi.spyOn(console, level).mockImplementation(() => {});
  callback = new Provider(issuer, {
    routes: { token: '/token', introspection: '/introspect', revocation: '/revoke', jwks: '/keys' },
    features: {
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      devInteractions: { enabled: false },
      mTLS,
    },
    scopes: ['read'],
    clients: clientsWith(publicJwk),
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'tls_client_auth'],
    enabledJWA: { clientAuthSigningAlgValues: ['ES256'] },
    discovery: {
      mtls_endpoint_aliases: {
        token_endpoint: `${tlsOrigin}${mount}/token`,
        introspection_endpoint: `${tlsOrigin}${mount}/introspect`,
        revocation_endpoint: `${tlsOrigin}${mount}/revoke`,
      },
    },
  }).callback();
  return {
    issuer,
    tlsOrigin,
    requests,
    async close() {
      await Promise.all(servers.map(stop));
      vi.restoreAllMocks();
    },
  };
}

/** Where `oidc-provider` looks for the client's certificate. A plain connection has none. */
interface Context {
  readonly socket: Partial<TLSSocket>;
}

const mTLS = {
  enabled: true,
  tlsClientAuth: true,
  certificateBoundAccessTokens: true,
  getCertificate: ({ socket }: Context) => socket.getPeerX509Certificate?.(),
  certificateAuthorized: ({ socket }: Context) => socket.authorized,
  certificateSubjectMatches: ({ socket }: Context, _: string, expected: string) =>
    socket.getPeerX509Certificate?.()?.subject === expected,
};

function clientsWith(publicJwk: object): readonly object[] {
  const grantOnly = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [], scope: 'read' };
  return [
    { client_id: 'basic', client_secret: secret, token_endpoint_auth_method: 'client_secret_basic' },
    { client_id: 'post', client_secret: secret, token_endpoint_auth_method: 'client_secret_post' },
    {
      client_id: 'key',
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      jwks: { keys: [publicJwk] },
    },
    {
      client_id: 'machine',
      token_endpoint_auth_method: 'tls_client_auth',
      tls_client_auth_subject_dn: 'CN=machine',
      tls_client_certificate_bound_access_tokens: true,
    },
  ].map((client) => ({ ...grantOnly, ...client }));
}

async function listen(server: Server): Promise<number | undefined> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' ? address?.port : undefined;
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
