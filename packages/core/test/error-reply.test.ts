import type { Reply } from '@grantkit/testing';
import { describe, expect, test } from 'vitest';
import type { GrantErrorCode, GrantFailure } from '../src/index.ts';
import { ask } from './ask.ts';
import { failureOf } from './failure-of.ts';

const html = { headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<!DOCTYPE html><h1>Sign in</h1>' };

describe.each([400, 401, 403])('with status %i', (status) => {
  test.each<GrantErrorCode>([
    'invalid_request',
    'invalid_client',
    'invalid_grant',
    'unauthorized_client',
    'unsupported_grant_type',
    'invalid_scope',
  ])('%s keeps the meaning that RFC 6749 gives it', async (code) => {
    const body = { error: code, error_description: 'Because' };
    expect(await failureOf(ask({ status, body }))).toMatchObject({
      code,
      status,
      error: code,
      description: 'Because',
      retryable: false,
      retryAfter: undefined,
      cached: false,
    });
  });
});

test.each<[string, Reply, GrantErrorCode, { error?: string; description?: string; retryable?: boolean }]>([
  ['401 without a body', { status: 401 }, 'invalid_client', {}],
  ['401 with a page', { status: 401, ...html }, 'invalid_client', {}],
  [
    "Cognito's bare error",
    { status: 400, body: { error: 'invalid_client' } },
    'invalid_client',
    { error: 'invalid_client' },
  ],
  [
    "AM's CREST error for a realm that does not exist",
    { status: 404, body: { code: 404, reason: 'Not Found', message: 'Realm not found' } },
    'not_found',
    { description: 'Realm not found' },
  ],
  [
    "OpenAM's own failure with status 400",
    { status: 400, body: { error: 'server_error', error_description: 'Down' } },
    'server_error',
    { error: 'server_error', description: 'Down' },
  ],
  [
    'temporarily_unavailable with status 400',
    { status: 400, body: { error: 'temporarily_unavailable' } },
    'server_error',
    { error: 'temporarily_unavailable', retryable: true },
  ],
  [
    'temporarily_unavailable with status 503',
    { status: 503, body: { error: 'temporarily_unavailable' } },
    'server_error',
    { error: 'temporarily_unavailable', retryable: true },
  ],
  [
    'the error reply of a gateway',
    { status: 403, body: { Message: 'Explicit deny' } },
    'refused',
    { description: 'Explicit deny' },
  ],
  [
    'problem details (RFC 9457)',
    { status: 400, body: { type: 'about:blank', title: 'Bad', detail: 'No such tenant' } },
    'refused',
    { description: 'No such tenant' },
  ],
  ['an unknown error', { status: 400, body: { error: 'slow_down' } }, 'refused', { error: 'slow_down' }],
  ['405', { status: 405, body: 'POST only' }, 'refused', {}],
  ['404 with a page', { status: 404, ...html }, 'not_found', {}],
  ['404 with an empty body', { status: 404 }, 'not_found', {}],
  ['408', { status: 408 }, 'server_error', { retryable: true }],
  ['425', { status: 425 }, 'server_error', { retryable: true }],
  ['429', { status: 429, body: { message: 'Too many' } }, 'rate_limited', { description: 'Too many', retryable: true }],
  [
    '429 with any other error',
    { status: 429, body: { error: 'invalid_client' } },
    'rate_limited',
    { error: 'invalid_client', retryable: true },
  ],
  ['500', { status: 500, body: 'oops' }, 'server_error', { retryable: true }],
  [
    '500 with any other error',
    { status: 500, body: { error: 'invalid_client' } },
    'server_error',
    { error: 'invalid_client', retryable: true },
  ],
  ['502 with a page', { status: 502, ...html }, 'server_error', { retryable: true }],
  ['200 with a page', { status: 200, ...html }, 'invalid_response', {}],
  [
    'an error of more than 1 MiB',
    { status: 400, body: { error: 'invalid_client', pad: 'x'.repeat(1_048_576) } },
    'refused',
    {},
  ],
  [
    'members of the wrong types',
    { status: 400, body: { error: 7, error_description: ['x'], message: {} } },
    'refused',
    {},
  ],
])('%s', async (_, reply, code, { error, description, retryable = false }) => {
  const { status } = reply;
  expect(await failureOf(ask(reply))).toMatchObject({ code, status, error, description, retryable });
});

describe('the hint', () => {
  test.each<[string, Reply, string]>([
    ['mentions a login page if an HTML page came back', { status: 200, ...html }, 'An HTML page came back'],
    [
      'recognises an HTML page by its first character too',
      { status: 404, body: '\n <html>' },
      'An HTML page came back',
    ],
    ['names the client and its method', { status: 401 }, 'Check the client id and its secret, and the authentication'],
    ['names the path', { status: 404 }, 'Check the host and the path of the endpoint'],
    ['names the scopes', { status: 400, body: { error: 'invalid_scope' } }, 'Ask only for scopes'],
  ])('%s', async (_, reply, hint) => {
    expect((await failureOf(ask(reply))).hint).toContain(hint);
  });

  test("is the provider's own, if it has one for this failure", async () => {
    const seen: GrantFailure[] = [];
    const hint = (failure: GrantFailure) => {
      seen.push(failure);
      return failure.code === 'invalid_client' ? 'Is the client registered for Basic?' : undefined;
    };
    const reply = { status: 401, body: { error: 'invalid_client', error_description: 'Client\u001b[31m failed' } };
    const errorPage = 'https://acme.example/errors';
    expect(await failureOf(ask(reply, { hint, errorPage }))).toMatchObject({
      hint: 'Is the client registered for Basic?',
      docs: errorPage,
    });
    expect(await failureOf(ask({ status: 404 }, { hint, errorPage }))).toMatchObject({
      hint: expect.stringContaining('Check the host'),
      docs: expect.stringMatching(/#not_found$/),
    });
    const asked = { purpose: 'token', url: expect.stringMatching(/\/token$/) };
    expect(seen).toEqual([
      {
        ...asked,
        code: 'invalid_client',
        status: 401,
        error: 'invalid_client',
        description: 'Client [31m failed',
        html: false,
      },
      { ...asked, code: 'not_found', status: 404, error: undefined, description: undefined, html: false },
    ]);
  });
});

test.each(['constructor', 'toString', '__proto__'])('the error %s of a server is no code of Object', async (error) => {
  expect(await failureOf(ask({ status: 400, body: { error } }))).toMatchObject({ code: 'refused' });
});

test('an empty error is none, so that the status decides', async () => {
  const errorCodes = { '403': 'invalid_client' } as const;
  expect(await failureOf(ask({ status: 403, body: { error: '' } }, { errorCodes }))).toMatchObject({
    code: 'invalid_client',
  });
});
