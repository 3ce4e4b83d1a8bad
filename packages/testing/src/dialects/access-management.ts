import { randomBytes } from 'node:crypto';
import type { Reply } from '../answer.ts';
import type { Dialect, Registry, TokenVerdict } from '../dialect.ts';
import { isForm, pathOf, type RecordedRequest } from '../recorded-request.ts';
import type { AssertionRules } from './access-management-assertion.ts';
import { authenticate, type ReadBasic } from './access-management-client.ts';
import { replyBeside } from './access-management-endpoints.ts';
import { crestNotFound, endpointOf, hasRealm, realmOf, realmUrl } from './access-management-realm.ts';
import { challengeBearer } from './bearer.ts';
import { oauthError } from './oauth-error.ts';
import { readScope } from './scope.ts';

export interface AccessManagementOptions {
  readonly name: string;
  /** The path that the web application is deployed at, such as `/am`. */
  readonly context: string;
  readonly readBasic: ReadBasic;
  readonly assertions: AssertionRules;
  /** Where the discovery document says that tokens are revoked. They are so at `/token/revoke`. */
  readonly advertisedRevocation: string;
  /** The `token_type` of an introspected token. */
  readonly introspectedType: string;
}

/**
 * What PingAM and OpenAM have in common. Texts are OpenAM's (`TokenEndpointFilter`, `OAuth2FlowFinder`,
 * `ClientCredentialsReader`) where PingAM's documentation does not print them.
 */
export function accessManagement(options: AccessManagementOptions): Dialect {
  const { name, context } = options;
  return {
    name,
    tokenPath: `${context}/oauth2/realms/root/realms/alpha/access_token`,
    isTokenPath: (path) => endpointOf(context, path) === '/access_token',
    lifetime: 3599, // the time left, truncated, of a token of 3600 s
    tokenHeaders: { 'cache-control': 'no-store', pragma: 'no-cache' },
    verifyTokenRequest: (request, registry) => verifyTokenRequest(request, registry, options),
    createAccessToken: () => randomBytes(20).toString('base64url'),
    tokenMembers: ({ accessToken, lifetime, scope }) => ({
      access_token: accessToken,
      scope: scope.join(' ') || undefined,
      token_type: 'Bearer',
      expires_in: lifetime,
    }),
    replyBeside: (request, registry) => replyBeside(request, registry, options),
    verifyApiRequest: (request, registry) => strayed(pathOf(request), context) ?? challengeBearer(request, registry),
  };
}

function verifyTokenRequest(
  request: RecordedRequest,
  registry: Registry,
  { context, readBasic, assertions: rules }: AccessManagementOptions,
): TokenVerdict {
  const { method, parameters } = request;
  const realm = realmOf(pathOf(request));
  if (!hasRealm(registry, realm)) return { refusal: crestNotFound(`Realm "${realm}" not found`) };
  if (method !== 'POST') {
    return { refusal: oauthError(405, 'method_not_allowed', `Required Method: POST found: ${method}`) };
  }
  if (!isForm(request)) return refuse('invalid_request', 'Invalid Content Type');
  if (!parameters.get('grant_type')) return refuse('invalid_request', 'Grant type is not set');
  if (parameters.get('grant_type') !== 'client_credentials') {
    return refuse('unsupported_grant_type', 'Grant type is not supported');
  }
  const audience = `${realmUrl(request, context, realm)}/access_token`;
  const client = authenticate(request, registry, { realm, readBasic, rules, audience });
  if ('refusal' in client) return client;
  const { scope, unknown } = readScope(request, client);
  if (unknown.length > 0) return refuse('invalid_scope', `Unknown/invalid scope(s): [${unknown.join(', ')}]`);
  return { clientId: client.clientId, scope };
}

function refuse(error: string, description: string): TokenVerdict {
  return { refusal: oauthError(400, error, description) };
}

/** A wrong endpoint is AM's own 404; with a wrong context path, only the web container hears of it. */
function strayed(path: string, context: string): Reply | undefined {
  if (path.startsWith(`${context}/oauth2/`)) return crestNotFound('Resource not found');
  if (!path.includes('/oauth2/')) return undefined;
  return {
    status: 404,
    headers: { 'content-type': 'text/html;charset=utf-8' },
    body: '<!doctype html><html lang="en"><head><title>HTTP Status 404 – Not Found</title></head></html>',
  };
}
