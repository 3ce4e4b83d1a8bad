import { type Reply, testProvider } from '@grantkit/testing';
import { describe, test } from 'vitest';
import { createSmokeball } from '../src/index.ts';

const apiKey = 'suite-api-key-0f3c';
const headers = { 'x-api-key': apiKey, UserId: 'user-1', RequestId: 'request-1' };

const cognito = (status: number, error: string): Reply => ({ status, body: { error } });

// docs.smokeball.com/docs/api-docs/z2q8vla6b77g8-base-urls
const hosts = [
  ['us', 'production', 'https://auth.smokeball.com', 'https://api.smokeball.com'],
  ['us', undefined, 'https://auth.smokeball.com', 'https://api.smokeball.com'],
  ['us', 'staging', 'https://datastaging-auth.smokeball.com', 'https://stagingapi.smokeball.com'],
  ['au', 'production', 'https://auth.smokeball.com.au', 'https://api.smokeball.com.au'],
  ['au', 'staging', 'https://datastaging-auth.smokeball.com.au', 'https://stagingapi.smokeball.com.au'],
  ['uk', 'production', 'https://auth.smokeball.co.uk', 'https://api.smokeball.co.uk'],
  ['uk', 'staging', 'https://datastaging-auth.smokeball.co.uk', 'https://stagingapi.smokeball.co.uk'],
] as const;

testProvider('smokeball', {
  runner: { describe, test },
  create: (options) =>
    createSmokeball({
      region: 'au',
      environment: 'staging',
      apiKey,
      userId: headers.UserId,
      requestId: headers.RequestId,
      ...options,
    }),
  credentials: { apiKey },
  pointAt: ({ url }) => ({ authBaseUrl: url, apiBaseUrl: url }),
  dialect: 'smokeball',
  // docs.smokeball.com/docs/api-docs/h72024p76i8e1-client-credentials-grant
  auth: 'basic-raw',
  request: ({ clientId }) => ({ parameters: { client_id: clientId } }),
  refusals: [
    // docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    { answer: cognito(400, 'invalid_client'), code: 'invalid_client', hint: 'region `au`, environment `staging`' },
    { answer: cognito(400, 'unauthorized_client'), code: 'unauthorized_client', hint: 'private apps' },
    { answer: cognito(400, 'invalid_scope'), code: 'invalid_scope', hint: '`matters/read`' },
    { answer: cognito(400, 'invalid_request'), code: 'invalid_request' },
    { answer: cognito(400, 'invalid_grant'), code: 'invalid_grant' },
    { answer: cognito(400, 'unsupported_grant_type'), code: 'unsupported_grant_type', hint: 'credentials grant' },
    // What stands in front of Cognito.
    { answer: { status: 429, body: { message: 'Rate exceeded' } }, code: 'rate_limited', hint: 'shared TokenCache' },
    { answer: { status: 403, body: { message: 'Forbidden' } }, code: 'refused' },
    { answer: { status: 403, body: { Message: 'User is not authorized: execute-api:Invoke' } }, code: 'refused' },
    { answer: { status: 504, body: { message: 'Endpoint request timed out' } }, code: 'server_error' },
    { answer: { status: 400, body: '<HTML>Bad request</HTML>' }, code: 'refused', hint: 'proxy' },
  ],
  apiToken: (token) => ({ authorization: `Bearer ${token}`, ...headers }),
  // The text `Forbidden` alone would mean a wrong API key.
  // docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
  rejection: {
    missingScope: { status: 403, body: { Message: 'User is not authorized to perform: execute-api:Invoke' } },
  },
  hosts: hosts.map(([region, environment, auth, apiBaseUrl]) => ({
    options: { region, environment },
    tokenEndpoint: `${auth}/oauth2/token`,
    apiBaseUrl,
  })),
  wrongOptions: {
    region: [undefined, 'US', 'eu', '__proto__', 'constructor', ['us']],
    environment: ['test', '__proto__'],
    clientSecret: [undefined],
    apiKey: [
      undefined,
      '',
      'key ',
      'key\r\nx-evil: 1',
      'keyé',
      { key: 'key' },
      ['key'],
      ['key', 'key\n'],
      ['key', 'key', 'key'],
    ],
    accountId: ['', '.', '..', '../id', '..\\id', '/id', 'id/matters', 'id\n', 'id\ud800', 7],
    userId: ['id\nx-evil: 1', ''],
    requestId: ['id\r', 'id😀'],
    authBaseUrl: [
      'http://auth.smokeball.com',
      'https://user:secret@auth.smokeball.com',
      'https://auth.smokeball.com/?key=secret',
      'auth.smokeball.com',
    ],
    apiBaseUrl: [
      'http://api.smokeball.com',
      'https://api.smokeball.com/#secret',
      'https://api.smokeball.com/a/%2e%2e/',
    ],
  },
  readme: new URL('../README.md', import.meta.url),
});
