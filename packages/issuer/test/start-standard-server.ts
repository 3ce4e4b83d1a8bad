import { setImmediate } from 'node:timers/promises';
import {
  type AuthorizationServer,
  createAuthorizationServer,
  createFakeClock,
  type Dialect,
  dialects,
  type FakeClock,
  type RecordedRequest,
  type RegisteredClient,
  type Registry,
  type Reply,
} from '@grantkit/testing';
import { onTestFinished } from 'vitest';
import { createIssuerClient, type IssuerClient, type IssuerOptions } from '../src/index.ts';

export const credentials = { clientId: 'reports', clientSecret: 's3cr3t-of-reports' } as const;

/** How a test's server differs from one that does what the standards say. */
export interface StandardServerOptions {
  /** What follows the origin in the issuer. @default '/realms/prod' */
  readonly issuerPath?: string;
  /** The paths of the metadata document. @default the one of OpenID Connect, below the issuer */
  readonly documentPaths?: readonly string[];
  /** Members of the document. A member that is `undefined` is left out. @default the members of `usualDocument` */
  readonly document?: Readonly<Record<string, unknown>>;
  readonly clients?: readonly RegisteredClient[];
  /** The server's own reply to a token request; `undefined` leaves it to the standard. @default none */
  readonly refuse?: (request: RecordedRequest) => Reply | undefined;
  /** The server's own words for a wrong secret at the token endpoint. @default those of RFC 6749 */
  readonly wrongSecret?: Reply;
}

export interface StandardServer {
  readonly server: AuthorizationServer;
  readonly clock: FakeClock;
  readonly issuer: string;
  readonly document: Readonly<Record<string, unknown>>;
  /** Makes a client of this server. */
  connect(options?: Partial<IssuerOptions>): IssuerClient;
  /** The paths at which the metadata was asked for, in order. */
  documentRequests(): readonly string[];
}

export async function startStandardServer(options: StandardServerOptions = {}): Promise<StandardServer> {
  const { issuerPath = '/realms/prod', clients = [{ ...credentials, scope: ['read'] }] } = options;
  const clock = createFakeClock();
  const documentPaths = options.documentPaths ?? [`${issuerPath.replace(/\/$/, '')}/.well-known/openid-configuration`];
  const dialect: Dialect = {
    ...dialects.rfc6749,
    name: 'standard',
    // Tests move the token endpoint.
    isTokenPath: (path) => path.endsWith('/token'),
    verifyTokenRequest(request, registry) {
      const errorReply = options.refuse?.(request);
      if (errorReply !== undefined) return { errorReply };
      const verdict = dialects.rfc6749.verifyTokenRequest(request, registry);
      const isWrong = 'errorReply' in verdict && verdict.errorReply.status === 401;
      return isWrong && options.wrongSecret ? { errorReply: options.wrongSecret } : verdict;
    },
    replyAtProviderEndpoint(request, registry) {
      if (request.method === 'GET') return documentPaths.includes(request.url) ? { body: document } : notFound;
      const verdict = verifyClient(request, registry);
      if ('errorReply' in verdict) return verdict.errorReply;
      return replyAbout(request.parameters.get('token') ?? '', request.url, registry);
    },
  };
  const server = await createAuthorizationServer({ dialect, clients, now: clock.now });
  onTestFinished(() => server.close());
  const issuer = server.url + issuerPath;
  const document = { ...usualDocument(issuer, server.url), ...options.document };
  return {
    server,
    clock,
    issuer,
    document,
    connect: (own) => createIssuerClient({ ...credentials, issuer, clock, ...own }),
    documentRequests: () => server.requests.filter(({ method }) => method === 'GET').map(({ url }) => url),
  };
}

export function usualDocument(issuer: string, origin: string): Readonly<Record<string, unknown>> {
  return {
    issuer,
    token_endpoint: `${origin}/token`,
    introspection_endpoint: `${origin}/introspect`,
    revocation_endpoint: `${origin}/revoke`,
    jwks_uri: `${origin}/keys`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  };
}

const notFound: Reply = { status: 404, body: { error: 'HTTP 404 Not Found' } };

/** Introspection and revocation accept the same credentials as the token endpoint. */
function verifyClient(request: RecordedRequest, registry: Registry) {
  const parameters = new URLSearchParams(request.parameters);
  parameters.set('grant_type', 'client_credentials');
  return dialects.rfc6749.verifyTokenRequest({ ...request, parameters }, registry);
}

function replyAbout(accessToken: string, path: string, registry: Registry): Reply {
  if (path.endsWith('/revoke')) {
    registry.revokeToken(accessToken);
    return {};
  }
  const token = registry.tokenState(accessToken) === 'good' ? registry.findToken(accessToken) : undefined;
  if (token === undefined) return { body: { active: false } };
  const { clientId, scope, expiresAt } = token;
  return { body: { active: true, client_id: clientId, scope: scope.join(' '), exp: Math.floor(expiresAt / 1000) } };
}

/** A `fetch` that tells what the client does in the background. */
export interface ObservedFetch {
  readonly fetch: typeof globalThis.fetch;
  /** Resolves to the number of requests so far, when the client has read all replies and has nothing more to do. */
  settled(): Promise<number>;
}

export function observedFetch(): ObservedFetch {
  let sent = 0;
  let finished = 0;
  async function settled(): Promise<number> {
    do await setImmediate();
    while (finished < sent);
    // One more turn of the event loop runs everything that needs no further reply.
    const before = sent;
    await setImmediate();
    return sent === before ? sent : settled();
  }
  return {
    settled,
    async fetch(input, init) {
      sent += 1;
      const reply = await fetch(input, init);
      const text = await reply.text();
      finished += 1;
      return new Response(text, reply);
    },
  };
}

export function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
