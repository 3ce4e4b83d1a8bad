import { type AuthorizationServer, createAuthorizationServer, dialects, pathOf } from '@grantkit/testing';
import { onTestFinished } from 'vitest';

interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Starts a server with metadata, as Keycloak and others have it. The end of the test ends it. */
export async function startStandardServer(client: Credentials): Promise<AuthorizationServer> {
  const server = await createAuthorizationServer({
    dialect: {
      ...dialects.rfc6749,
      replyAtMetadata(request, { url }) {
        if (pathOf(request) !== '/.well-known/oauth-authorization-server') return undefined;
        return { body: { issuer: url, token_endpoint: `${url}/token`, response_types_supported: [] } };
      },
    },
    clients: [client],
  });
  onTestFinished(() => server.close());
  return server;
}
