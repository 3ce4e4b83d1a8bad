import { createServer } from 'node:http';
import {
  type AuthorizationServer,
  createAuthorizationServer,
  createFakeClock,
  dialects,
  type FakeClock,
} from '@grantkit/testing';
import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  type McpServer,
  OAuthError,
  OAuthErrorCode,
  type OAuthTokenVerifier,
  requireBearerAuth,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { onTestFinished } from 'vitest';
import { listenOnLoopback } from './listen-on-loopback.ts';
import { createMcpServer } from './mcp-server.ts';

export const credentials = { clientId: 'reports', clientSecret: 's3cr3t-of-reports' } as const;

export interface StartedMcp {
  readonly endpoint: string;
  readonly authorization: AuthorizationServer;
  readonly clock: FakeClock;
  /** The requests to the endpoint, in order. */
  readonly received: readonly Request[];
  /** Makes the server refuse all tokens that were granted so far. */
  revokeTokens(): void;
  /** Lets the tool `slow` end. */
  release(): void;
  /** Sends a notification through the event stream that the client has opened with GET. */
  announceTools(): Promise<void>;
  /** Resolves when the client has opened its event stream with GET. */
  readonly streamOpened: Promise<void>;
  /** Resolves when that stream has ended. */
  readonly streamClosed: Promise<void>;
  /** Makes the endpoint redirect all requests. */
  redirectTo(url: string): void;
}

/** An MCP server that demands a token, and the authorization server that grants it, on loopback. */
export async function startMcp(): Promise<StartedMcp> {
  // The SDK's check of tokens reads the real clock.
  const clock = createFakeClock({ now: Date.now() });
  const authorization = await startAuthorizationServer(clock);
  const revoked = new Set<string>();
  const received: Request[] = [];
  const sessions = new Map<string, WebStandardStreamableHTTPServerTransport>();
  const servers: McpServer[] = [];
  const released = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  let redirect: string | undefined;

  const verifier: OAuthTokenVerifier = {
    async verifyAccessToken(token) {
      const found = authorization.issued.find(({ accessToken }) => accessToken === token);
      if (found === undefined || revoked.has(token) || found.expiresAt <= clock.now()) {
        throw new OAuthError(OAuthErrorCode.InvalidToken, 'The token is not good');
      }
      return { token, clientId: found.clientId, scopes: [...found.scope], expiresAt: found.expiresAt / 1000 };
    },
  };
  const gate = requireBearerAuth({ verifier });

  async function handle(request: Request): Promise<Response> {
    const { pathname, origin } = new URL(request.url);
    if (pathname.startsWith('/.well-known/oauth-protected-resource')) {
      return Response.json({ resource: `${origin}/mcp`, authorization_servers: [authorization.url] });
    }
    received.push(request);
    if (redirect !== undefined) return new Response(null, { status: 307, headers: { location: redirect } });
    const authInfo = await gate(request);
    if (authInfo instanceof Response) return authInfo;
    const transport = sessions.get(request.headers.get('mcp-session-id') ?? '') ?? (await openSession());
    const response = await transport.handleRequest(request, { authInfo });
    if (request.method === 'GET') opened.resolve();
    return response;
  }

  async function openSession(): Promise<WebStandardStreamableHTTPServerTransport> {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => crypto.randomUUID(),
      onsessioninitialized: (id) => void sessions.set(id, transport),
    });
    const server = createMcpServer(released.promise);
    servers.push(server);
    await server.connect(transport);
    return transport;
  }

  const serve = toNodeHandler({ fetch: handle });
  const http = createServer(async (request, response) => {
    // The SDK's types demand both.
    const { method = 'GET', url = '/' } = request;
    if (method === 'GET') response.on('close', closed.resolve);
    await serve(Object.assign(request, { method, url }), response);
  });
  const host = await listenOnLoopback(http);

  return {
    endpoint: `http://${host}/mcp`,
    authorization,
    clock,
    received,
    revokeTokens() {
      for (const { accessToken } of authorization.issued) revoked.add(accessToken);
    },
    release: released.resolve,
    async announceTools() {
      for (const { server } of servers) await server.sendToolListChanged();
    },
    streamOpened: opened.promise,
    streamClosed: closed.promise,
    redirectTo(url) {
      redirect = url;
    },
  };
}

async function startAuthorizationServer(clock: FakeClock): Promise<AuthorizationServer> {
  const server = await createAuthorizationServer({
    clients: [{ ...credentials, scope: ['mcp:tools'] }],
    now: clock.now,
    dialect: {
      ...dialects.rfc6749,
      replyAtProviderEndpoint: ({ url }, registry) =>
        url.startsWith('/.well-known/') ? { body: metadataOf(registry.url) } : undefined,
    },
  });
  onTestFinished(() => server.close());
  return server;
}

function metadataOf(issuer: string): Readonly<Record<string, unknown>> {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: issuer + dialects.rfc6749.tokenPath,
    response_types_supported: ['code'],
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
  };
}
