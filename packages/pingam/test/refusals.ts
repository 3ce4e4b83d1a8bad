import type { Refusal, Reply } from '@grantkit/testing';

// AM often puts the description first.
const says = (status: number, error: string, error_description: string): Reply => ({
  status,
  body: { error_description, error },
});
const notFound = (message: string, more = {}): Reply => ({
  status: 404,
  body: { code: 404, reason: 'Not Found', message, ...more },
});
const html = { 'content-type': 'text/html;charset=utf-8' };
const failed = 'Client authentication failed';
const wrongMethod = 'Invalid authentication method for accessing this endpoint.';
const wrongGrant = 'The authenticated client is not authorized to use this authorization grant type.';
const undecodable = 'URLDecoder: Illegal hex characters in escape (%) pattern - For input string: "t1"';

/**
 * Error replies of AM: texts of OpenAM, of the vendor's pages and knowledge base (a65338740, a24000568) and of public
 * reports. E5 (no client) and E18 (a redirect URI) cannot happen with this grant. `errors.test.ts` has E10 and E11, which
 * are about assertions, and E16, a redirect.
 */
export const refusals: readonly Refusal[] = [
  // E1 and E2: a wrong secret, an unknown client or a wrong realm, with Basic and with the body.
  {
    answer: says(401, 'invalid_client', failed),
    code: 'invalid_client',
    hint: /secret in the realm `\/alpha`\. The client of another realm looks like a wrong secret/,
  },
  { answer: says(400, 'invalid_client', failed), code: 'invalid_client', hint: "need `basicEncoding: 'raw'`" },
  // E3: the client is registered for another method.
  { answer: says(400, 'invalid_client', wrongMethod), code: 'invalid_client', hint: 'Set `clientAuth` to that method' },
  // E4
  {
    answer: says(400, 'invalid_request', undecodable),
    code: 'invalid_request',
    hint: "Use `createPingAm` with its default encoding, `'form'`",
  },
  // E6
  { answer: says(400, 'invalid_request', 'Grant type is not set'), code: 'invalid_request' },
  { answer: says(400, 'invalid_request', 'Invalid Content Type'), code: 'invalid_request' },
  // E7
  {
    answer: says(400, 'unsupported_grant_type', 'Grant type is not supported'),
    code: 'unsupported_grant_type',
    hint: 'Enable the client credentials',
  },
  // E8
  {
    answer: says(400, 'unauthorized_client', wrongGrant),
    code: 'unauthorized_client',
    hint: 'add Client Credentials to its Grant Types',
  },
  { answer: says(401, 'unauthorized_client', wrongGrant), code: 'unauthorized_client', hint: 'Grant Types' },
  {
    answer: says(400, 'unauthorized_client', "Public clients can't use client credentials grant."),
    code: 'unauthorized_client',
    hint: 'Make the client confidential',
  },
  // E9
  {
    answer: says(400, 'invalid_scope', 'Unknown/invalid scope(s): [x]'),
    code: 'invalid_scope',
    hint: "the client's profile in the realm `/alpha`",
  },
  { answer: says(400, 'invalid_scope', 'Unknown/invalid scope(s)'), code: 'invalid_scope', hint: "client's profile" },
  {
    answer: says(400, 'invalid_scope', 'No scope requested and no default scope configured'),
    code: 'invalid_scope',
    hint: 'add default scopes to the profile',
  },
  // E12: an unknown realm, as a CREST error. E20: a CREST error with a detail, for a wrong endpoint.
  {
    answer: notFound('No mapping organization found for organization identifier: /alpha'),
    code: 'not_found',
    hint: 'Check that the realm `/alpha` exists',
  },
  {
    answer: notFound('Resource not found', { detail: { a: 1 } }),
    code: 'not_found',
    hint: 'the context path (`/am`, `/openam`) in `baseUrl`',
  },
  // E13
  {
    answer: says(404, 'not_found', 'No OpenID Connect provider for realm /alpha'),
    code: 'not_found',
    hint: /no OAuth2 Provider service in the realm `\/alpha`, or the realm is inactive/,
  },
  // A realm without the identity type `agent`. This text was seen at `/json/authenticate` only.
  {
    answer: { status: 401, body: { code: 401, reason: 'Unauthorized', message: 'User Requires Profile to Login' } },
    code: 'invalid_client',
    hint: 'Add `agent` to the Identity Types of the realm',
  },
  // A host name that OpenAM does not know, and an algorithm that it does not have. Both were seen on OpenAM 16.0.5.
  {
    answer: {
      status: 500,
      body: { code: 500, message: 'No mapping organization found for organization identifier: am' },
    },
    code: 'not_found',
    hint: 'to the DNS aliases of the realm',
    retryable: false,
  },
  {
    answer: says(400, 'invalid_request', 'No enum constant org.forgerock.json.jose.jws.JwsAlgorithm.PS256'),
    code: 'invalid_request',
    hint: 'Sign with RS256',
  },
  // E15: the 404 of a container.
  {
    answer: { status: 404, headers: html, body: '<html><title>HTTP Status 404</title></html>' },
    code: 'not_found',
    hint: 'Check the context path',
  },
  // E17
  {
    answer: says(400, 'server_error', 'User must be authenticated to issue ID tokens.'),
    code: 'server_error',
    hint: 'Remove `openid` from `scope`',
    retryable: false,
  },
  {
    answer: says(400, 'server_error', 'Unexpected'),
    code: 'server_error',
    hint: "A retry would fail too. Read the reason in AM's debug log",
    retryable: false,
  },
  { answer: says(500, 'server_error', 'Unexpected'), code: 'server_error' },
  // E19: a login page, a page of a load balancer, a gateway without its server, a rate limit.
  {
    answer: { headers: html, body: '<!doctype html><title>Log in</title>' },
    code: 'invalid_response',
    hint: 'context path',
  },
  { answer: { status: 503, headers: html, body: '<html>Busy</html>' }, code: 'server_error', hint: 'proxy' },
  { answer: { status: 502, body: 'Bad Gateway' }, code: 'server_error' },
  { answer: { status: 429, body: 'slow down' }, code: 'rate_limited', hint: 'TokenCache' },
  // Q1
  { answer: says(405, 'method_not_allowed', 'Required Method: POST found: GET'), code: 'refused' },
];
