import { randomUUID } from 'node:crypto';
import type { Reply } from '../answer.ts';
import type { Dialect } from '../dialect.ts';
import { isForm } from '../recorded-request.ts';
import { readBearer } from './bearer.ts';
import { hasSecret, readBasic, readPosted } from './credentials.ts';
import { oauthError } from './oauth-error.ts';
import { readScope } from './scope.ts';

/**
 * Pulsoid, as docs.pulsoid.net has it (access-token-management/oauth2-client-credentials-grant-type-server-token).
 * The errors of its token endpoint for this grant are not documented. They are RFC 6749's here, since that is the shape
 * the same endpoint has for its device flow.
 */
export const pulsoid: Dialect = {
  name: 'pulsoid',
  tokenPath: '/oauth2/token',
  lifetime: 5_011_271, // 58 days, the number in the documentation's example
  verifyTokenRequest(request, registry) {
    const { method, parameters } = request;
    if (method !== 'POST') return { refusal: oauthError(405, 'invalid_request') };
    if (!isForm(request) || !parameters.has('grant_type')) return { refusal: oauthError(400, 'invalid_request') };
    if (parameters.get('grant_type') !== 'client_credentials') {
      return { refusal: oauthError(400, 'unsupported_grant_type') };
    }
    // The documented request has Basic alone, not form-encoded; other grants of this endpoint take body credentials.
    const basic = readBasic(request);
    const isTwice = basic !== undefined && readPosted(request) !== undefined;
    if (isTwice) return { refusal: oauthError(400, 'invalid_request') };
    const client = registry.findClient(basic?.clientId ?? '');
    if (client === undefined || !hasSecret(client, basic?.clientSecret ?? '')) {
      // Unknown: no document or public client shows the answer to wrong credentials. RFC 6749 §5.2 asks for this one.
      return { refusal: oauthError(401, 'invalid_client') };
    }
    // The documentation separates scopes by space on one page and by comma on another.
    const { scope, unknown } = readScope(request, client, /[ ,]/);
    if (unknown.length > 0) return { refusal: oauthError(400, 'invalid_scope') };
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

/** docs.pulsoid.net/error-code-format: the table says that the code is a number, the example shows a string. */
function apiError(code: string, message: string): Reply {
  return { status: 403, body: { error_code: code, error_message: message } };
}
