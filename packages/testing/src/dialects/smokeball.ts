import { randomBytes, randomUUID } from 'node:crypto';
import type { Dialect, TokenVerdict } from '../contract/dialect.ts';
import { isForm } from '../contract/recorded-request.ts';
import { readBearer } from './bearer.ts';
import { hasSecret, readBasic } from './credentials.ts';
import { oauthError } from './oauth-error.ts';
import { readScope } from './scope.ts';

/** Smokeball: Amazon Cognito's token endpoint, and an API behind Amazon API Gateway (docs.smokeball.com). */
export const smokeball: Dialect = {
  name: 'smokeball',
  tokenPath: '/oauth2/token',
  lifetime: 3600,
  tokenHeaders: { 'content-type': 'application/json;charset=UTF-8' },
  verifyTokenRequest(request, registry) {
    const { method, headers, parameters } = request;
    if (method !== 'POST' || !isForm(request) || !parameters.has('grant_type')) return refuse('invalid_request');
    // Stricter than Cognito, so that a test fails if a client sends its API key or secret where it must not.
    if (headers['x-api-key'] !== undefined || parameters.has('client_secret')) return refuse('invalid_request');
    if (parameters.get('grant_type') !== 'client_credentials') return refuse('unsupported_grant_type');

    // Cognito does not form-decode id and secret. Smokeball also requires the `client_id` in the body.
    const basic = readBasic(request);
    const client = registry.findClient(basic?.clientId ?? '');
    const isAuthentic = client !== undefined && hasSecret(client, basic?.clientSecret ?? '');
    if (!isAuthentic || parameters.get('client_id') !== client.clientId) return refuse('invalid_client');
    const { scope, unknown } = readScope(request, client);
    return unknown.length > 0 ? refuse('invalid_scope') : { clientId: client.clientId, scope };
  },
  // The token looks like a JWT but has no useful claims, so that a client which reads them fails its test.
  createAccessToken: () =>
    [encode({ kid: randomUUID(), alg: 'RS256' }), encode({ jti: randomUUID() }), noise()].join('.'),
  tokenMembers: ({ accessToken, lifetime }) => ({
    access_token: accessToken,
    expires_in: lifetime,
    token_type: 'Bearer',
  }),
  verifyApiRequest(request, { tokenState, apiKey }) {
    const state = tokenState(readBearer(request) ?? '');
    if (state === 'unknown') return { status: 401, body: { message: 'Unauthorized' } };
    if (state === 'expired') return { status: 401, body: { message: 'The incoming token has expired' } };
    const sent = request.headers['x-api-key'];
    if (sent !== undefined && sent === (apiKey ?? sent)) return undefined;
    return { status: 403, body: { message: 'Forbidden' } };
  },
};

/** Cognito sends every error with status 400, even `invalid_client`, and without a description. */
function refuse(error: string): TokenVerdict {
  return { errorReply: oauthError(400, error) };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function noise(): string {
  return randomBytes(64).toString('base64url');
}
