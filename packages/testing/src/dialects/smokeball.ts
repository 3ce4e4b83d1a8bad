import { randomBytes, randomUUID } from 'node:crypto';
import type { Dialect, TokenVerdict } from '../dialect.ts';
import { isForm } from '../recorded-request.ts';
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
    // Stricter than Cognito, so that a test sees a key, or a secret, sent where Smokeball asks for none.
    if (headers['x-api-key'] !== undefined || parameters.has('client_secret')) return refuse('invalid_request');
    if (parameters.get('grant_type') !== 'client_credentials') return refuse('unsupported_grant_type');

    // Cognito joins id and secret without form-encoding; Smokeball marks client_id in the body as required besides.
    const basic = readBasic(request);
    const client = registry.findClient(basic?.clientId ?? '');
    const isAuthentic = client !== undefined && hasSecret(client, basic?.clientSecret ?? '');
    if (!isAuthentic || parameters.get('client_id') !== client.clientId) return refuse('invalid_client');
    const { scope, unknown } = readScope(request, client);
    return unknown.length > 0 ? refuse('invalid_scope') : { clientId: client.clientId, scope };
  },
  // Looks like a JWT and is none: a client has no business in reading it.
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

/** Cognito refuses with 400 whatever the reason, invalid_client too, and with no description. */
function refuse(error: string): TokenVerdict {
  return { refusal: oauthError(400, error) };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function noise(): string {
  return randomBytes(64).toString('base64url');
}
