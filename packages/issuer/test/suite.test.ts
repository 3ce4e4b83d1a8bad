import { type Dialect, dialects, testProvider } from '@grantkit/testing';
import { describe, test } from 'vitest';
import { createIssuerClient } from '../src/index.ts';
import { recipes } from './recipes.ts';
import { usualDocument } from './start-standard-server.ts';

const runner = { describe, test };

/** A server whose metadata is where OpenID Connect expects it. */
const dialect: Dialect = {
  ...dialects.rfc6749,
  replyAtProviderEndpoint({ url, headers }) {
    const origin = `http://${headers['host']}`;
    return url === '/.well-known/openid-configuration' ? { body: usualDocument(origin, origin) } : undefined;
  },
};

const login = 'https://login.example.com';

testProvider('issuer', {
  runner,
  create: createIssuerClient,
  pointAt: ({ url }) => ({ issuer: url, apiBaseUrl: `${url}/api` }),
  dialect,
  // Each server's own words for a wrong secret.
  refusals: recipes.map(({ wrongSecret, code }) => ({
    answer: wrongSecret,
    code,
    hint: /^Check the client (id and its )?secret/,
  })),
  wrongOptions: {
    clientSecret: [undefined],
    issuer: [
      undefined,
      '',
      'login.example.com',
      'http://login.example.com',
      'https://user:secret@login.example.com',
      `${login}?tenant=secret`,
      `${login}#secret`,
      `${login}/../secret`,
      `${login}\nsecret`,
      7,
    ],
    name: ['', 'name\n', 'long '.repeat(21), 7],
    clientAuth: ['private_key_jwt', { method: 'client_secret_basic' }, null],
    endpointOrigins: ['login.example.com', [`${login}/path`], [`${login}/`], ['http://login.example.com'], ['*']],
    headers: [{ 'x-gateway-key': 'key\r\nx-evil: 1' }, { authorization: 'key' }],
    apiBaseUrl: ['http://api.example.com/v1', 'https://api.example.com?key=secret'],
  },
  readme: new URL('../README.md', import.meta.url),
});

testProvider('issuer with `tokenEndpoint`', {
  runner,
  create: createIssuerClient,
  pointAt: ({ url, tokenEndpoint }) => ({ tokenEndpoint, apiBaseUrl: `${url}/api` }),
  dialect: 'rfc6749',
  wrongOptions: {
    tokenEndpoint: [
      'http://login.example.com/token',
      'https://user:secret@login.example.com/token',
      `${login}/token?client_secret=secret`,
      `${login}/token#secret`,
    ],
    endpointOrigins: [[login]],
  },
});

testProvider('issuer with client_secret_post', {
  runner,
  create: (options) => createIssuerClient({ ...options, clientAuth: 'client_secret_post' }),
  pointAt: ({ url }) => ({ issuer: url, apiBaseUrl: `${url}/api` }),
  dialect,
  auth: 'post',
});
