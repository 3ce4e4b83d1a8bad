import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import Provider from 'oidc-provider';
import { vi } from 'vitest';

/** A certified authorization server with its endpoints at AM's usual paths. */
export interface OidcProvider {
  readonly baseUrl: string;
  readonly issuer: string;
  /** The URLs of its requests, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

export interface OidcProviderOptions {
  readonly clients: readonly object[];
  readonly configuration?: object;
  readonly features?: object;
  /** Makes the server speak TLS. */
  readonly tls?: ServerOptions;
}

const mount = '/am/oauth2/realms/root/realms/alpha';

/** The part of the registration that all clients share. */
const grantOnly = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [], scope: 'write' };

export async function startOidcProvider(options: OidcProviderOptions): Promise<OidcProvider> {
  const { clients, configuration, features, tls } = options;
  const server = tls === undefined ? createServer() : createTlsServer(tls);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : address;
  const baseUrl = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/am`;
  const issuer = `${baseUrl}/oauth2/realms/root/realms/alpha`;
  const requests: string[] = [];

  // `oidc-provider` warns that its keys and its memory store are not for production.
  for (const level of ['info', 'warn'] as const) vi.spyOn(console, level).mockImplementation(() => {});
  const callback = new Provider(issuer, {
    routes: {
      token: '/access_token',
      introspection: '/introspect',
      revocation: '/token/revoke',
      jwks: '/connect/jwk_uri',
    },
    features: {
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      devInteractions: { enabled: false },
      ...features,
    },
    scopes: ['write', 'read'],
    clients: clients.map((client) => ({ ...grantOnly, ...client })),
    ...configuration,
  }).callback();
  server.on('request', (request, response) => {
    requests.push(request.url ?? '');
    // Express does this for a mounted app. Otherwise the provider would not know its own URLs.
    Object.assign(request, { originalUrl: request.url, url: request.url?.replace(mount, '') });
    callback(request, response);
  });
  return {
    baseUrl,
    issuer,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      vi.restoreAllMocks();
    },
  };
}
