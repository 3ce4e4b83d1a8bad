import { testProvider } from '@grantkit/testing';
import { describe, test } from 'vitest';
import { createAcme } from '../src/index.ts';
import { dialect } from './acme-dialect.ts';

testProvider('Acme', {
  runner: { describe, test },
  create: createAcme,
  pointAt: ({ tokenEndpoint, url }) => ({ tokenEndpoint, apiBaseUrl: url }),
  dialect,
  auth: 'basic',
  // FILL IN: the error replies on Acme's pages, and those of its API as `rejection`
  refusals: [{ answer: { status: 401, body: { error: 'invalid_client' } }, code: 'invalid_client', hint: 'Acme' }],
  hosts: [{ tokenEndpoint: 'https://auth.acme.example/token', apiBaseUrl: 'https://api.acme.example' }],
  wrongOptions: { tokenEndpoint: ['http://auth.acme.example/token'], apiBaseUrl: ['//api.acme.example', 7] },
  readme: new URL('../README.md', import.meta.url),
});
