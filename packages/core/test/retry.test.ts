import type { Answer, Reply } from '@grantkit/testing';
import { describe, expect, it } from 'vitest';
import type { GrantErrorCode } from '../src/index.ts';
import { failureOf, outcomeOf } from './failure-of.ts';
import { createTestBed } from './test-bed.ts';

const html = { headers: { 'content-type': 'text/html' }, body: '<!doctype html><h1>Oops</h1>' };
const oauth = (error: string): Pick<Reply, 'body'> => ({ body: { error } });
const granted = { access_token: 'granted', token_type: 'Bearer', expires_in: 60 };

type Row = readonly [behaviour: string, code: GrantErrorCode, answer: Answer];

const retried: readonly Row[] = [
  ['resets the connection', 'network', { fate: 'reset' }],
  ['closes in the middle of a token reply', 'network', { fate: 'truncate' }],
  ['closes in the middle of an error', 'network', { fate: 'truncate', status: 400, ...oauth('invalid_grant') }],
  ['sends broken gzip', 'network', { headers: { 'content-encoding': 'gzip' }, body: 'no gzip' }],
  ['says 408', 'server_error', { status: 408 }],
  ['says 408 with an HTML page', 'server_error', { status: 408, ...html }],
  ['says 425', 'server_error', { status: 425 }],
  ['says 429', 'rate_limited', { status: 429 }],
  ['says 429 with an HTML page', 'rate_limited', { status: 429, ...html }],
  ['says 429 and invalid_request', 'rate_limited', { status: 429, ...oauth('invalid_request') }],
  ['says 429 and invalid_client', 'rate_limited', { status: 429, ...oauth('invalid_client') }],
  ['says 429 and Retry-After: 1', 'rate_limited', { status: 429, headers: { 'retry-after': '1' } }],
  ['says 500', 'server_error', { status: 500 }],
  ['says 500 and server_error', 'server_error', { status: 500, ...oauth('server_error') }],
  ['says 500 and invalid_client', 'server_error', { status: 500, ...oauth('invalid_client') }],
  ['says 500 with a token', 'server_error', { status: 500, body: granted }],
  ['says 500 with half of a JSON body', 'server_error', { status: 500, body: '{"error":' }],
  ['says 501', 'server_error', { status: 501 }],
  ['says 502 with an HTML page', 'server_error', { status: 502, ...html }],
  ['says 502 with a message', 'server_error', { status: 502, body: { message: 'Bad Gateway' } }],
  ['says 503', 'server_error', { status: 503 }],
  ['says 503 with an HTML page', 'server_error', { status: 503, ...html }],
  ['says 503 and temporarily_unavailable', 'server_error', { status: 503, ...oauth('temporarily_unavailable') }],
  ['says 503 and Retry-After: 0', 'server_error', { status: 503, headers: { 'retry-after': '0' } }],
  ['says 400 and temporarily_unavailable', 'server_error', { status: 400, ...oauth('temporarily_unavailable') }],
  ['says 200 and temporarily_unavailable', 'server_error', oauth('temporarily_unavailable')],
  ['says 504', 'server_error', { status: 504 }],
  ['says 507', 'server_error', { status: 507 }],
  ['says 511 with an HTML page', 'server_error', { status: 511, ...html }],
  ['says 520', 'server_error', { status: 520 }],
  ['says 529', 'server_error', { status: 529 }],
  ['says 599', 'server_error', { status: 599 }],
];

const final: readonly Row[] = [
  ['says 400 and invalid_request', 'invalid_request', { status: 400, ...oauth('invalid_request') }],
  ['says 400 and invalid_client', 'invalid_client', { status: 400, ...oauth('invalid_client') }],
  ['says 400 and invalid_grant', 'invalid_grant', { status: 400, ...oauth('invalid_grant') }],
  ['says 400 and unauthorized_client', 'unauthorized_client', { status: 400, ...oauth('unauthorized_client') }],
  [
    'says 400 and unsupported_grant_type',
    'unsupported_grant_type',
    { status: 400, ...oauth('unsupported_grant_type') },
  ],
  ['says 400 and invalid_scope', 'invalid_scope', { status: 400, ...oauth('invalid_scope') }],
  ['says 400 and server_error', 'server_error', { status: 400, ...oauth('server_error') }],
  ['says 400 and an error of its own', 'refused', { status: 400, ...oauth('invalid_apikey') }],
  ['says 400 and nothing', 'refused', { status: 400 }],
  ['says 400 with an HTML page', 'refused', { status: 400, ...html }],
  ['says 400 with a message', 'refused', { status: 400, body: { message: 'Bad Request' } }],
  ['says 400 with an array', 'refused', { status: 400, body: [{ error: 'invalid_client' }] }],
  ['says 400 with an error that is not a string', 'refused', { status: 400, body: { error: 400 } }],
  ['says 400 with a token', 'refused', { status: 400, body: granted }],
  ['says 400 and Retry-After', 'refused', { status: 400, headers: { 'retry-after': '1' } }],
  ['says 401', 'invalid_client', { status: 401 }],
  ['says 401 and invalid_client', 'invalid_client', { status: 401, ...oauth('invalid_client') }],
  ['says 401 with a challenge', 'invalid_client', { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }],
  ['says 401 with an HTML page', 'invalid_client', { status: 401, ...html }],
  ['says 401 and unauthorized_client', 'unauthorized_client', { status: 401, ...oauth('unauthorized_client') }],
  ['says 403', 'refused', { status: 403 }],
  ['says 403 with an HTML page', 'refused', { status: 403, ...html }],
  ['says 403 and invalid_client', 'invalid_client', { status: 403, ...oauth('invalid_client') }],
  ['says 404', 'not_found', { status: 404 }],
  ['says 404 with an HTML page', 'not_found', { status: 404, ...html }],
  ['says 404 and invalid_client', 'invalid_client', { status: 404, ...oauth('invalid_client') }],
  ['says 405', 'refused', { status: 405, headers: { allow: 'GET' } }],
  ['says 406', 'refused', { status: 406 }],
  ['says 409', 'refused', { status: 409 }],
  ['says 410', 'refused', { status: 410 }],
  ['says 411', 'refused', { status: 411 }],
  ['says 413', 'refused', { status: 413 }],
  ['says 415', 'refused', { status: 415 }],
  ['says 418', 'refused', { status: 418 }],
  ['says 422', 'refused', { status: 422 }],
  ['says 451', 'refused', { status: 451 }],
  ['redirects with 301', 'redirect_refused', { fate: 'redirect', status: 301, location: '/other' }],
  ['redirects with 302', 'redirect_refused', { fate: 'redirect', status: 302, location: '/login' }],
  ['redirects with 303', 'redirect_refused', { fate: 'redirect', status: 303, location: '/other' }],
  ['redirects with 307', 'redirect_refused', { fate: 'redirect', status: 307, location: '/token' }],
  ['redirects with 308', 'redirect_refused', { fate: 'redirect', status: 308, location: '/token' }],
  ['says 304', 'redirect_refused', { status: 304 }],
  ['says 200 and nothing', 'invalid_response', {}],
  ['says 204', 'invalid_response', { status: 204 }],
  ['says 200 with an HTML page', 'invalid_response', html],
  ['says 200 with an array', 'invalid_response', { body: [granted] }],
  ['says 200 with a string', 'invalid_response', { body: '"granted"' }],
  ['says 200 with null', 'invalid_response', { body: 'null' }],
  ['says 200 with half of a JSON body', 'invalid_response', { body: '{"access_token":"granted"' }],
  ['grants in form encoding', 'invalid_response', { body: 'access_token=granted&token_type=bearer' }],
  ['grants an empty token', 'invalid_response', { body: { ...granted, access_token: '' } }],
  ['grants a token with a line break', 'invalid_response', { body: { ...granted, access_token: 'a\r\nb' } }],
  ['grants no token', 'invalid_response', { body: { ...granted, access_token: undefined } }],
  ['grants a token of another type', 'invalid_response', { body: { ...granted, token_type: 'DPoP' } }],
  ['grants a token without a type', 'invalid_response', { body: { ...granted, token_type: undefined } }],
  ['grants a token for some time', 'invalid_response', { body: { ...granted, expires_in: 'soon' } }],
  ['grants more than 1 MiB', 'invalid_response', { body: { ...granted, padding: 'x'.repeat(2 ** 20) } }],
  ['says invalid_client with 200', 'invalid_client', oauth('invalid_client')],
  ['sends an error with 200 and an error of its own', 'refused', oauth('nope')],
  ['says 200 with a token and an error', 'invalid_scope', { body: { ...granted, error: 'invalid_scope' } }],
];

describe('a server that', () => {
  it.each(retried)('%s is %s, after three requests', async (_, code, answer) => {
    const { server, client, clock } = await createTestBed();
    server.answerAlways(answer);
    expect(await failureOf(client.token(), clock)).toMatchObject({ code, retryable: true, cached: false });
    expect(server.requests).toHaveLength(3);
    expect(clock.pendingTimers).toEqual([]);
  });

  it.each(retried)('%s twice, and then grants, costs no call (%s)', async (_, __, answer) => {
    const { server, client, clock } = await createTestBed();
    server.answerNext(answer, answer);
    expect(await outcomeOf(client.token(), clock)).toMatchObject({ tokenType: 'Bearer' });
    expect(server.requests).toHaveLength(3);
    expect(client.explain().failure).toBeUndefined();
  });

  it.each(final)('%s is %s, after one request', async (_, code, answer) => {
    const { server, client, clock } = await createTestBed();
    server.answerAlways(answer);
    expect(await failureOf(client.token(), clock)).toMatchObject({ code, retryable: false, cached: false });
    expect(server.requests).toHaveLength(1);
    expect(clock.pendingTimers).toEqual([]);
  });
});
