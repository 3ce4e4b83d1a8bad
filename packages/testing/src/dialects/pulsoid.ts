import { randomUUID } from 'node:crypto';
import type { Dialect } from '../contract/dialect.ts';
import { isForm } from '../contract/recorded-request.ts';
import type { Reply } from '../contract/reply.ts';
import { readBearer } from './bearer.ts';
import { hasSecret, readBasic, readPosted } from './credentials.ts';
import { oauthError } from './oauth-error.ts';
import { readScope } from './scope.ts';

/**
 * Pulsoid, as docs.pulsoid.net describes it (access-token-management/oauth2-client-credentials-grant-type-server-token).
 *
 * The documentation does not show the error replies of the token endpoint for this grant. This dialect uses the form of
 * RFC 6749, because the same endpoint uses it for the device flow.
 */
export const pulsoid: Dialect = {
  name: 'pulsoid',
  tokenPath: '/oauth2/token',
  lifetime: 5_011_271, // 58 days, as in the documentation's example
  verifyTokenRequest(request, registry) {
    const { method, parameters } = request;
    if (method !== 'POST') return { errorReply: oauthError(405, 'invalid_request') };
    if (!isForm(request) || !parameters.has('grant_type')) return { errorReply: oauthError(400, 'invalid_request') };
    if (parameters.get('grant_type') !== 'client_credentials') {
      return { errorReply: oauthError(400, 'unsupported_grant_type') };
    }
    // The documented request has only Basic, not form-encoded. For other grants, the endpoint reads the body.
    const basic = readBasic(request);
    const hasBoth = basic !== undefined && readPosted(request) !== undefined;
    if (hasBoth) return { errorReply: oauthError(400, 'invalid_request') };
    const client = registry.findClient(basic?.clientId ?? '');
    if (client === undefined || !hasSecret(client, basic?.clientSecret ?? '')) {
      // No document and no public client shows the reply to wrong credentials. RFC 6749 §5.2 requires this one.
      return { errorReply: oauthError(401, 'invalid_client') };
    }
    // One page of the documentation separates scopes by a space, another page by a comma.
    const { scope, unknown } = readScope(request, client, /[ ,]/);
    if (unknown.length > 0) return { errorReply: oauthError(400, 'invalid_scope') };
    return { clientId: client.clientId, scope };
  },
  createAccessToken: randomUUID,
  tokenMembers: ({ accessToken, lifetime }) => ({
    access_token: accessToken,
    expires_in: lifetime,
    token_type: 'bearer',
  }),
  verifyApiRequest(request, registry) {
    if (request.headers['authorization'] === undefined) {
      return apiError('7009', 'error_authorization_header_is_not_present');
    }
    const accessToken = readBearer(request);
    if (accessToken === undefined) return apiError('7010', 'error_authorization_header_has_wrong_format');
    const state = registry.tokenState(accessToken);
    if (state === 'unknown') return apiError('7005', 'token_not_found');
    return state === 'expired' ? apiError('7006', 'token_expired') : undefined;
  },
};

/** An error reply of the API. The code is a string, as in the example of docs.pulsoid.net/error-code-format. */
function apiError(code: string, message: string): Reply {
  return { status: 403, body: { error_code: code, error_message: message } };
}
