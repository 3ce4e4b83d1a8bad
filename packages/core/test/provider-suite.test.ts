import { testProvider } from '@grantkit/testing';
import { describe, test } from 'vitest';
import { createAcme } from './provider-suite/good-adapter.ts';

testProvider('a good adapter', {
  runner: { describe, test },
  create: (options) => createAcme({ apiKey: 'unused', tokenEndpoint: '', apiBaseUrl: '', ...options }),
  credentials: { apiKey: 'suite-api-key-55d0' },
  pointAt: ({ tokenEndpoint, url }) => ({ tokenEndpoint, apiBaseUrl: `${url}/v2` }),
  dialect: 'rfc6749',
  refusals: [{ answer: { status: 403, body: { error: 'bad_secret' } }, code: 'invalid_client', hint: 'Acme console' }],
});
