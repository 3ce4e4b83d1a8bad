import { expect, test } from 'vitest';
import { createIssuerClient, type IssuerOptions } from '../src/index.ts';
import { credentials, thrownBy } from './start-standard-server.ts';

const required = { ...credentials, issuer: 'https://login.example.com/realms/prod' };
const tokenEndpoint = 'https://login.example.com/token';

test.each<[string, IssuerOptions]>([
  ['neither issuer nor token endpoint', credentials],
  ['an undefined issuer', { ...credentials, issuer: undefined }],
  ['both issuer and token endpoint', { ...required, tokenEndpoint }],
])('%s is invalid_config, and the error names both options', (_, options) => {
  expect(thrownBy(() => createIssuerClient(options))).toMatchObject({
    code: 'invalid_config',
    message: expect.stringMatching(/`issuer`.*`tokenEndpoint`/),
  });
});

test('the audience `issuer` needs the option `issuer`', () => {
  expect(thrownBy(() => createIssuerClient({ ...credentials, tokenEndpoint, audience: 'issuer' }))).toMatchObject({
    code: 'invalid_config',
    message: expect.stringMatching(/`audience`.*only with the option `issuer`/),
  });
});

test.each([
  `${required.issuer}/.well-known/openid-configuration`,
  'https://login.example.com/.well-known/oauth-authorization-server/realms/prod',
])('the URL of the metadata is no issuer, and the error says what to leave out: %s', (issuer) => {
  expect(thrownBy(() => createIssuerClient({ ...required, issuer }))).toMatchObject({
    code: 'invalid_config',
    message: expect.stringMatching(
      /`issuer` must be the issuer itself\. Leave out `\/\.well-known\/openid-configuration`/,
    ),
  });
});

test.each<[string, Partial<IssuerOptions>]>([
  ['login.example.com', required],
  ['login.example.com:8443', { issuer: 'https://login.example.com:8443/realms/prod' }],
  ['127.0.0.1:8180', { tokenEndpoint: 'http://127.0.0.1:8180/token' }],
  ['Acme Login', { ...required, name: 'Acme Login' }],
])('the name in errors and events is %s', async (name, options) => {
  const events: { readonly provider: string }[] = [];
  const client = createIssuerClient({
    ...credentials,
    ...options,
    fetch: async () => new Response('', { status: 404 }),
    onEvent: (event) => events.push(event),
  });
  expect(client.explain().provider).toBe(name);
  await expect(client.token()).rejects.toMatchObject({ provider: name, message: expect.stringContaining(name) });
  expect(events.map(({ provider }) => provider)).toContain(name);
});
