import type { ProviderSuiteOptions, TestedClient } from '@grantkit/testing';
import { type AcmeOptions, createAcme } from './good-adapter.ts';

const tokenEndpoint = 'https://auth.acme.example/token';
const apiBaseUrl = 'https://api.acme.example/v2';
const apiKey = 'suite-api-key-55d0';

/** What Acme does in its own way, as the suite is told. */
export const acme: Omit<ProviderSuiteOptions, 'create' | 'runner'> = {
  credentials: { apiKey },
  pointAt: ({ tokenEndpoint, url }) => ({ tokenEndpoint, apiBaseUrl: `${url}/v2` }),
  dialect: 'rfc6749',
  apiToken: (token) => ({ authorization: `Bearer ${token}`, 'x-api-key': apiKey }),
  rejection: { others: [{ status: 403, body: { error: 'unknown_api_key' } }] },
  hosts: [{ options: { tokenEndpoint, apiBaseUrl }, tokenEndpoint, apiBaseUrl }],
  refusals: [
    {
      answer: { status: 403, body: { error: 'bad_secret', error_description: 'No' } },
      code: 'invalid_client',
      hint: 'Acme console',
      error: 'bad_secret',
      description: 'No',
    },
    { answer: { status: 429, headers: { 'Retry-After': '2' } }, code: 'rate_limited' },
    { answer: { status: 503, headers: { 'retry-after': '0' } }, code: 'server_error' },
  ],
};

/** Adds the options that Acme requires. The suite replaces their values. */
export function createWith(create: (options: AcmeOptions) => TestedClient): ProviderSuiteOptions['create'] {
  return (options) =>
    create({ apiKey: 'unset', tokenEndpoint: 'https://unset', apiBaseUrl: 'https://unset', ...options });
}

export const createGoodAcme: ProviderSuiteOptions['create'] = createWith(createAcme);
