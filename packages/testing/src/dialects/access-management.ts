import { randomBytes } from 'node:crypto';
import type { Dialect, Registry, TokenVerdict } from '../contract/dialect.ts';
import { isForm, isJson, pathOf, type RecordedRequest } from '../contract/recorded-request.ts';
import type { Reply } from '../contract/reply.ts';
import { authenticate } from './access-management-client.ts';
import { replyAtRealmEndpoint } from './access-management-endpoints.ts';
import type { AccessManagementOptions } from './access-management-options.ts';
import { crestError, endpointOf, hasRealm, realmNotFound, realmOf, realmUrl } from './access-management-realm.ts';
import { challengeBearer } from './bearer.ts';
import { oauthError } from './oauth-error.ts';
import { readScope } from './scope.ts';

/**
 * Makes the dialect of one version of AM (Access Management), from which PingAM and OpenAM come.
 *
 * Messages come from PingAM's documentation. If it does not print a message, the text is OpenAM's (`TokenEndpointFilter`,
 * `OAuth2FlowFinder`, `ClientCredentialsReader`).
 */
export function accessManagement(options: AccessManagementOptions): Dialect {
  const { name, context, wording } = options;
  return {
    name,
    tokenPath: `${context}/oauth2/realms/root/realms/alpha/access_token`,
    isTokenPath: (path) => endpointOf(context, options.longPath({ url: path })) === '/access_token',
    lifetime: 3599, // AM reports the remaining time of a token of 3600 s, rounded down
    tokenHeaders: { 'cache-control': 'no-store', pragma: 'no-cache' },
    verifyTokenRequest: (request, registry) => verifyTokenRequest(request, registry, options),
    createAccessToken: () => randomBytes(20).toString('base64url'),
    tokenMembers: ({ accessToken, lifetime, scope }) => ({
      access_token: accessToken,
      scope: scope.join(' ') || undefined,
      token_type: 'Bearer',
      expires_in: lifetime,
    }),
    replyAtProviderEndpoint: (request, registry) => replyAtRealmEndpoint(request, registry, options),
    verifyApiRequest: (request, registry) =>
      notFound(pathOf(request), context, wording.unknownPath) ?? challengeBearer(request, registry),
  };
}

function verifyTokenRequest(
  request: RecordedRequest,
  registry: Registry,
  options: AccessManagementOptions,
): TokenVerdict {
  const { method, parameters } = request;
  const realm = realmOf(options.longPath(request));
  if (!hasRealm(registry, realm)) return { errorReply: realmNotFound(realm) };
  if (method !== 'POST') {
    return { errorReply: oauthError(405, 'method_not_allowed', `Required Method: POST found: ${method}`) };
  }
  if (!isForm(request)) {
    const status = isJson(request) ? options.wording.jsonStatus : 400;
    return { errorReply: oauthError(status, 'invalid_request', 'Invalid Content Type') };
  }
  if (!parameters.get('grant_type')) return refuse('invalid_request', 'Grant type is not set');
  if (parameters.get('grant_type') !== 'client_credentials') {
    return refuse('unsupported_grant_type', 'Grant type is not supported');
  }
  const audience = `${realmUrl(request, options.context, realm)}/access_token`;
  const client = authenticate(request, registry, { realm, options, audience, challenges: true });
  if ('errorReply' in client) return client;
  const { scope, unknown } = readScope(request, client);
  if (unknown.length > 0) return refuse('invalid_scope', `Unknown/invalid scope(s): [${unknown.join(', ')}]`);
  return { clientId: client.clientId, scope };
}

function refuse(error: string, description: string): TokenVerdict {
  return { errorReply: oauthError(400, error, description) };
}

/** The 404 for a wrong endpoint, which AM sends, or for a wrong context path, which the web container sends. */
function notFound(path: string, context: string, message: string): Reply | undefined {
  if (path.startsWith(`${context}/oauth2/`)) return crestError(404, 'Not Found', message);
  if (!path.includes('/oauth2/')) return undefined;
  return {
    status: 404,
    headers: { 'content-type': 'text/html;charset=utf-8' },
    body: '<!doctype html><html lang="en"><head><title>HTTP Status 404 – Not Found</title></head></html>',
  };
}
