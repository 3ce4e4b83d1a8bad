import { randomUUID } from 'node:crypto';
import type { Dialect, RegisteredClient, Registry, TokenVerdict } from '../contract/dialect.ts';
import { isForm, type RecordedRequest } from '../contract/recorded-request.ts';
import type { Reply } from '../contract/reply.ts';
import { challengeBearer } from './bearer.ts';
import { hasSecret, readBasic, readPosted } from './credentials.ts';
import { oauthError } from './oauth-error.ts';
import { readScope } from './scope.ts';

/** A server that does exactly what RFC 6749 says. */
export const rfc6749: Dialect = {
  name: 'rfc6749',
  tokenPath: '/token',
  lifetime: 3600,
  tokenHeaders: { 'cache-control': 'no-store', pragma: 'no-cache' }, // §5.1
  verifyTokenRequest: (request, registry) => verifyTokenRequest(request, registry, authenticate),
  createAccessToken: randomUUID,
  tokenMembers: ({ accessToken, lifetime, scope }) => ({
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: lifetime,
    scope: scope.join(' ') || undefined,
  }),
  verifyApiRequest: challengeBearer,
};

/** Finds the client whose credentials the request carries, or returns the error reply. */
export type Authenticate = (request: RecordedRequest, registry: Registry) => RegisteredClient | Refused;

/** Verifies a token request as RFC 6749 says, with any way to authenticate the client. */
export function verifyTokenRequest(
  request: RecordedRequest,
  registry: Registry,
  authenticate: Authenticate,
): TokenVerdict {
  const { method, parameters } = request;
  if (method !== 'POST')
    return { errorReply: oauthError(405, 'invalid_request', 'The method must be POST', { allow: 'POST' }) };
  if (!isForm(request)) return refuse('invalid_request', 'The body must be form-encoded'); // §4.4.2
  const names = [...parameters.keys()];
  if (new Set(names).size < names.length) return refuse('invalid_request', 'A parameter is repeated'); // §3.2
  if (!parameters.has('grant_type')) return refuse('invalid_request', 'grant_type is missing');
  if (parameters.get('grant_type') !== 'client_credentials') return refuse('unsupported_grant_type');

  const client = authenticate(request, registry);
  if ('errorReply' in client) return client;
  const { scope, unknown } = readScope(request, client);
  if (unknown.length > 0) return refuse('invalid_scope', `Unknown scope: ${unknown.join(' ')}`);
  return { clientId: client.clientId, scope };
}

type Refused = Extract<TokenVerdict, { readonly errorReply: Reply }>;

function refuse(error: string, description?: string): Refused {
  return { errorReply: oauthError(400, error, description) };
}

function authenticate(request: RecordedRequest, registry: Registry): RegisteredClient | Refused {
  const basic = readBasic(request);
  const posted = readPosted(request);
  // §2.3 allows one method in a request. A `client_id` together with Basic only names the client again (§3.2.1).
  if (basic !== undefined && request.parameters.has('client_secret')) {
    return refuse('invalid_request', 'Two client authentication methods in one request');
  }
  // §2.3.1: the client form-encodes id and secret before it joins them.
  const clientId = basic ? formDecode(basic.clientId) : posted?.clientId;
  const clientSecret = basic ? formDecode(basic.clientSecret) : posted?.clientSecret;
  const client = registry.findClient(clientId ?? '');
  const method = basic ? 'client_secret_basic' : 'client_secret_post';
  const isAuthentic =
    client !== undefined &&
    hasSecret(client, clientSecret ?? '') &&
    (client.method ?? method) === method &&
    (posted === undefined || posted.clientId === clientId);
  if (isAuthentic) return client;
  return { errorReply: oauthError(401, 'invalid_client', undefined, { 'www-authenticate': 'Basic realm="rfc6749"' }) };
}

function formDecode(part: string): string | undefined {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
