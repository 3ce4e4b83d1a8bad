import { testProvider } from '@grantkit/testing';
import { describe, test } from 'vitest';
import { createPulsoid } from '../src/index.ts';

testProvider('pulsoid', {
  runner: { describe, test },
  create: createPulsoid,
  pointAt: ({ tokenEndpoint, url }) => ({ tokenEndpoint, apiBaseUrl: url }),
  dialect: 'pulsoid',
  // docs.pulsoid.net/access-token-management/oauth2-client-credentials-grant-type-server-token
  auth: 'basic-raw',
  refusals: [
    // The formats that public clients of this endpoint's device flow handle.
    { answer: { status: 401, body: { error: 'invalid_client' } }, code: 'invalid_client', hint: 'id and secret' },
    { answer: { status: 400, body: { error: 'invalid_scope' } }, code: 'invalid_scope', hint: "app's scopes" },
    {
      answer: { status: 400, body: { error: 'unsupported_grant_type' } },
      code: 'unsupported_grant_type',
      hint: 'Enable the client credentials grant',
    },
    {
      answer: { status: 400, body: { error: 'invalid_grant', error_description: 'access token already issued' } },
      code: 'invalid_grant',
    },
    { answer: { status: 400, body: { error: 'expired_token' } }, code: 'refused' },
    { answer: { status: 401 }, code: 'invalid_client', hint: 'id and secret' },
    // The format of the API, in case the token endpoint uses it too: docs.pulsoid.net/error-code-format
    {
      answer: { status: 402, body: { error_code: 7007, error_message: 'premium_required' } },
      code: 'refused',
      hint: 'subscription',
    },
    { answer: { status: 500, body: { error_code: '7001' } }, code: 'server_error' },
    { answer: { status: 403, body: { error_code: 7006 } }, code: 'invalid_token', hint: 'forceRefresh' },
    { answer: { status: 403, body: { error_code: '7009' } }, code: 'invalid_request' },
    { answer: { status: 403, body: { error_code: 7010 } }, code: 'invalid_request' },
    { answer: { status: 403, body: { error_code: 7011 } }, code: 'insufficient_scope' },
    { answer: { status: 403, body: { error_code: 6003 } }, code: 'insufficient_scope' },
  ],
  // The dialect refuses tokens with codes that are strings. docs.pulsoid.net/error-code-format has numbers too.
  rejection: {
    badToken: { status: 403, body: { error_code: 7005, error_message: 'token_not_found' } },
    missingScope: { status: 403, body: { error_code: 7008, error_message: 'insufficient_scope' } },
  },
  hosts: [{ tokenEndpoint: 'https://pulsoid.net/oauth2/token', apiBaseUrl: 'https://dev.pulsoid.net' }],
  wrongOptions: {
    clientSecret: [undefined],
    scopeSeparator: [';', ''],
    tokenEndpoint: [
      'http://pulsoid.net/oauth2/token',
      'https://user:secret@pulsoid.net/oauth2/token',
      'https://pulsoid.net/oauth2/token?client_secret=secret',
      'https://pulsoid.net/oauth2/token#secret',
    ],
    apiBaseUrl: ['http://dev.pulsoid.net', 'https://dev.pulsoid.net/../v2', '//dev.pulsoid.net', 7],
  },
  readme: new URL('../README.md', import.meta.url),
});
