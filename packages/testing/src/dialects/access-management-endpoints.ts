import type { RegisteredClient, Registry } from '../contract/dialect.ts';
import { isJson, type RecordedRequest } from '../contract/recorded-request.ts';
import type { Reply } from '../contract/reply.ts';
import { authenticate } from './access-management-client.ts';
import type { AccessManagementOptions, IntrospectionRules } from './access-management-options.ts';
import { endpointOf, hasRealm, realmNotFound, realmOf, realmUrl } from './access-management-realm.ts';
import { oauthError } from './oauth-error.ts';

/** The reply of a realm's introspection, revocation or discovery endpoint; `undefined` for any other path. */
export function replyAtRealmEndpoint(
  request: RecordedRequest,
  registry: Registry,
  options: AccessManagementOptions,
): Reply | undefined {
  const path = options.longPath(request);
  const endpoint = endpointOf(options.context, path);
  if (endpoint === undefined || !endpoints.includes(endpoint)) return undefined;
  const realm = realmOf(path);
  if (!hasRealm(registry, realm)) return realmNotFound(realm);
  const issuer = realmUrl(request, options.context, realm);
  if (endpoint === discovery) return { body: document(issuer, options) };

  const { method, parameters } = request;
  const { internalError, wrongMethod } = options.wording;
  if (method !== 'POST') return wrongMethod(method);
  if (isJson(request) && internalError !== undefined) return internalError;
  // Only a token in the body counts, because PingAM 8 rejects a token in the query.
  const token = parameters.get('token');
  const isIntrospection = endpoint === introspection;
  if (!token) {
    const missing = oauthError(400, 'invalid_request', 'Missing parameter: token');
    return isIntrospection ? (internalError ?? missing) : missing;
  }
  // OpenAM checks `aud` at introspection (`TokenIntrospectionServiceImpl`), but not at revocation
  // (`TokenRevocationResource`).
  const own = isIntrospection ? issuer + introspection : undefined;
  const audience = options.assertions.perEndpoint ? own : `${issuer}/access_token`;
  const challenges = !isIntrospection || options.introspection.challenges;
  const client = authenticate(request, registry, { realm, options, audience, challenges });
  if ('errorReply' in client) return client.errorReply;
  if (!isIntrospection) return revoke(token, client, registry);
  const hint = parameters.get('token_type_hint') ?? 'access_token';
  if (options.introspection.trustsHint && hint !== 'access_token') return inactive;
  return introspect(token, client, registry, { issuer, rules: options.introspection });
}

const introspection = '/introspect';
const revocation = '/token/revoke';
const discovery = '/.well-known/openid-configuration';
const endpoints: readonly string[] = [introspection, revocation, discovery];

const inactive: Reply = { body: { active: false } };

/** AM calls another client's token inactive, unless the client's scope allows it to see all tokens. */
function introspect(
  token: string,
  { clientId, scope: allowed = [] }: RegisteredClient,
  registry: Registry,
  { issuer, rules }: { readonly issuer: string; readonly rules: IntrospectionRules },
): Reply {
  const found = registry.tokenState(token) === 'good' ? registry.findToken(token) : undefined;
  const isVisible = found?.clientId === clientId || allowed.some((scope) => scope === rules.scopeForAll);
  if (found === undefined || !isVisible) return inactive;
  return {
    body: {
      active: true,
      scope: found.scope.join(' '),
      client_id: found.clientId,
      user_id: found.clientId,
      token_type: rules.tokenType,
      exp: Math.floor(found.expiresAt / 1000),
      sub: rules.subject(found.clientId),
      iss: issuer,
    },
  };
}

/** Revokes a token. An unknown token counts as revoked already (RFC 7009 §2.2). */
function revoke(token: string, { clientId }: RegisteredClient, registry: Registry): Reply {
  const found = registry.findToken(token);
  if (found !== undefined && found.clientId !== clientId) {
    const description = `The provided token id : ${token} belongs to different access grant.`;
    return oauthError(400, 'invalid_grant', description);
  }
  registry.revokeToken(token);
  return { body: {} };
}

function document(issuer: string, { advertisesTokenEndpoints }: AccessManagementOptions): object {
  return {
    issuer,
    token_endpoint: `${issuer}/access_token`,
    ...(advertisesTokenEndpoints && {
      introspection_endpoint: issuer + introspection,
      revocation_endpoint: issuer + revocation,
    }),
    jwks_uri: `${issuer}/connect/jwk_uri`,
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
  };
}
