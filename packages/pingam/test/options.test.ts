import { inspect } from 'node:util';
import { isGrantError } from '@grantkit/core';
import { expect, test } from 'vitest';
import { createPingAm } from '../src/index.ts';
import { credentials, thrownBy } from './start-pingam.ts';

const secret = 's3cr3t-value';
const required = { ...credentials, baseUrl: 'https://am.example.com/am' };

test.each([
  ['clientId', undefined],
  ['clientSecret', undefined],
  ['baseUrl', undefined],
  ['baseUrl', `am.example.com/${secret}`],
  ['baseUrl', `http://am.example.com/${secret}`],
  ['baseUrl', `https://user:${secret}@am.example.com/am`],
  ['baseUrl', `https://am.example.com/am?realm=/${secret}`],
  ['baseUrl', `https://am.example.com/am#${secret}`],
  ['baseUrl', `https://am.example.com/am/../${secret}`],
  ['baseUrl', `https://am.example.com/am/%2E%2e/${secret}`],
  ['baseUrl', `https://am.example.com/am\\${secret}`],
  ['baseUrl', `https://am.example.com/am\n${secret}`],
  ['baseUrl', `https://am.example.com/am/oauth2/${secret}`],
  ['baseUrl', 'https://am.example.com/am/oauth2'],
  ['baseUrl', `https://am.example.com/am/oauth2/realms/root/realms/${secret}`],
  ['baseUrl', `https://am.example.com/am/realms/root/${secret}`],
  ['tokenEndpoint', `http://am.example.com/am/oauth2/${secret}/access_token`],
  ['tokenEndpoint', `https://am.example.com/am/oauth2/access_token?client_secret=${secret}`],
  ['tokenEndpoint', `https://${secret}@am.example.com/am/oauth2/access_token`],
  ['apiBaseUrl', `http://api.example.com/${secret}`],
  ['clientAuth', secret],
  ['clientAuth', 'client_secret_jwt'],
  ['clientAuth', { secret }],
  ['clientAuth', null],
  ['basicEncoding', secret],
  ['parameters', secret],
  ['parameters', { claims: { secret } }],
  ['headers', { 'X-ForgeRock-TransactionId': `${secret}\r\nx-evil: 1` }],
  ['headers', { 'X-ForgeRock-TransactionId': `${secret}é` }],
  ['headers', { 'X-Number': 7 }],
  ['scopes', [secret]],
  ['audience', secret],
])('the option %s cannot be %j', (name, value) => {
  const error = thrownBy(() => createPingAm(Object.assign({ ...required }, { [name]: value })));
  expect(isGrantError(error)).toBe(true);
  expect(error).toMatchObject({
    code: 'invalid_config',
    provider: 'pingam',
    message: expect.stringMatching(new RegExp(`\`${name}[\`.](?!.*(something else|/\\^))`)),
  });
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain(secret);
});

test.each(['grant_type', 'client_id', 'client_secret', 'client_assertion', 'client_assertion_type', 'scope', 'realm'])(
  'only Grantkit sets the parameter %s',
  (name) => {
    const error = thrownBy(() => createPingAm({ ...required, parameters: { claims: '{}', [name]: secret } }));
    expect(error).toMatchObject({
      code: 'invalid_config',
      message: expect.stringMatching(/The option `parameters[`.]/),
    });
    expect(inspect(error)).not.toContain(secret);
  },
);

test.each(['Authorization', 'content-type', 'Content-Length', 'Cookie', 'HOST', 'accept'])(
  'only Grantkit sets the header %s',
  (name) => {
    const error = thrownBy(() => createPingAm({ ...required, headers: { [name]: secret } }));
    expect(error).toMatchObject({ code: 'invalid_config', message: expect.stringMatching(/The option `headers[`.]/) });
    expect(inspect(error)).not.toContain(secret);
  },
);

test.each(['', 'a b', 'a:', 'é', 'a\nb'])('a header cannot have the name %j', (name) => {
  expect(thrownBy(() => createPingAm({ ...required, headers: { [name]: 'a' } }))).toMatchObject({
    code: 'invalid_config',
    message: expect.stringMatching(/The option `headers[`.].*header name/),
  });
});
