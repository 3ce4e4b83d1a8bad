import { inspect } from 'node:util';
import { isGrantError } from '@grantkit/core';
import { expect, test } from 'vitest';
import { createIssuerClient, type IssuerOptions } from '../src/index.ts';
import { credentials, thrownBy } from './start-standard-server.ts';

const secret = 's3cr3t-value';
const required = { ...credentials, issuer: 'https://login.example.com/realms/prod' };

test.each([
  ['clientId', undefined],
  ['clientId', ' '],
  ['clientSecret', undefined],
  ['clientSecret', ''],
  ['clientSecret', [secret, '']],
  ['scope', `read "${secret}"`],
  ['issuer', ''],
  ['issuer', `login.example.com/${secret}`],
  ['issuer', `http://login.example.com/${secret}`],
  ['issuer', `https://user:${secret}@login.example.com`],
  ['issuer', `https://login.example.com?tenant=${secret}`],
  ['issuer', `https://login.example.com#${secret}`],
  ['issuer', `https://login.example.com/../${secret}`],
  ['issuer', `https://login.example.com\n${secret}`],
  ['issuer', 7],
  ['name', ''],
  ['name', `${secret}\n`],
  ['name', secret.repeat(10)],
  ['name', 7],
  ['clientAuth', secret],
  ['clientAuth', 'private_key_jwt'],
  ['clientAuth', { secret }],
  ['clientAuth', null],
  ['endpointOrigins', secret],
  ['endpointOrigins', [`https://login.example.com/${secret}`]],
  ['endpointOrigins', ['https://login.example.com/']],
  ['endpointOrigins', [`http://${secret}.example.com`]],
  ['endpointOrigins', ['*']],
  ['headers', { 'x-gateway-key': `${secret}\r\nx-evil: 1` }],
  ['headers', { authorization: secret }],
  ['apiBaseUrl', `http://api.example.com/${secret}`],
  ['apiBaseUrl', `https://api.example.com?key=${secret}`],
  ['parameters', secret],
  ['parameters', { audience: { secret } }],
  ['expiryMargin', -1],
  ['timeout', 0],
  ['audience', secret],
  ['realm', secret],
])('the option %s cannot be %j', (name, value) => {
  const error = thrownBy(() => createIssuerClient(Object.assign({ ...required }, { [name]: value })));
  expect(isGrantError(error)).toBe(true);
  expect(error).toMatchObject({
    code: 'invalid_config',
    message: expect.stringMatching(new RegExp(`\`${name}[\`.](?!.*(something else|/\\^))`)),
  });
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain(secret);
});

test.each([
  `http://login.example.com/${secret}`,
  `https://user:${secret}@login.example.com/token`,
  `https://login.example.com/token?client_secret=${secret}`,
  `https://login.example.com/token#${secret}`,
])('the token endpoint cannot be %s', (tokenEndpoint) => {
  const error = thrownBy(() => createIssuerClient({ ...credentials, tokenEndpoint }));
  expect(error).toMatchObject({ code: 'invalid_config', message: expect.stringContaining('`tokenEndpoint`') });
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain(secret);
});

test.each([undefined, null, 'options', [], 7])('the options cannot be %j', (options) => {
  const error = thrownBy(() => Reflect.apply(createIssuerClient, undefined, [options]));
  expect(error).toMatchObject({ code: 'invalid_config', provider: 'issuer' });
});

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

test.each(['grant_type', 'client_id', 'client_secret', 'client_assertion', 'client_assertion_type', 'scope'])(
  'only Grantkit sets the parameter %s',
  (name) => {
    const error = thrownBy(() => createIssuerClient({ ...required, parameters: { audience: 'a', [name]: secret } }));
    expect(error).toMatchObject({ code: 'invalid_config', message: expect.stringContaining('`parameters`') });
    expect(inspect(error)).not.toContain(secret);
  },
);

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
