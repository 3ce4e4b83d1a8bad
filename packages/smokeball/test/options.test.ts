import { inspect } from 'node:util';
import { isGrantError } from '@grantkit/core';
import { expect, test } from 'vitest';
import { createSmokeball } from '../src/index.ts';
import { required } from './start-smokeball.ts';

const secret = 's3cr3t-value';

test.each([
  ['region', undefined],
  ['region', 'US'],
  ['region', 'eu'],
  ['region', '__proto__'],
  ['region', 'constructor'],
  ['region', ['us']],
  ['environment', 'test'],
  ['environment', '__proto__'],
  ['clientId', ''],
  ['clientSecret', undefined],
  ['apiKey', undefined],
  ['apiKey', ''],
  ['apiKey', `${secret} `],
  ['apiKey', `${secret}\r\nx-evil: 1`],
  ['apiKey', `${secret}é`],
  ['apiKey', { secret }],
  ['apiKey', [secret]],
  ['apiKey', [secret, `${secret}\n`]],
  ['apiKey', [secret, secret, secret]],
  ['accountId', ''],
  ['accountId', '.'],
  ['accountId', '..'],
  ['accountId', `../${secret}`],
  ['accountId', `..\\${secret}`],
  ['accountId', `/${secret}`],
  ['accountId', `${secret}/matters`],
  ['accountId', `${secret}\n`],
  ['accountId', `${secret}\ud800`],
  ['accountId', 7],
  ['userId', `${secret}\nx-evil: 1`],
  ['userId', ''],
  ['requestId', `${secret}\r`],
  ['requestId', `${secret}😀`],
  ['authBaseUrl', `http://auth.smokeball.com/${secret}`],
  ['authBaseUrl', `https://user:${secret}@auth.smokeball.com`],
  ['authBaseUrl', `https://auth.smokeball.com/?key=${secret}`],
  ['authBaseUrl', `auth.smokeball.com/${secret}`],
  ['apiBaseUrl', `http://api.smokeball.com/${secret}`],
  ['apiBaseUrl', `https://api.smokeball.com/#${secret}`],
  ['apiBaseUrl', `https://api.smokeball.com/${secret}/%2e%2e/`],
  ['apikey', secret],
  ['tokenEndpoint', `https://${secret}.example/`],
])('the option %s cannot be %j', (name, value) => {
  const error = thrownBy(() => createSmokeball(Object.assign({ ...required }, { [name]: value })));
  expect(isGrantError(error)).toBe(true);
  expect(error).toMatchObject({
    code: 'invalid_config',
    provider: 'smokeball',
    message: expect.stringMatching(new RegExp(`\`${name}\`(?!.*(something else|/\\^))`)),
  });
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain(secret);
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
