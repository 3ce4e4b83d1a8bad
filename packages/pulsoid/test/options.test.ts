import { inspect } from 'node:util';
import { isGrantError } from '@grantkit/core';
import { expect, test } from 'vitest';
import { createPulsoid } from '../src/index.ts';
import { credentials } from './start-pulsoid.ts';

const secret = 's3cr3t-value';

test.each([
  ['clientId', undefined],
  ['clientId', ' '],
  ['clientSecret', undefined],
  ['clientSecret', ''],
  ['clientSecret', [secret, '']],
  ['clientSecret', [secret, secret, secret]],
  ['scope', `profile:create "${secret}"`],
  ['scope', [7]],
  ['scopeSeparator', `;${secret}`],
  ['tokenEndpoint', `http://pulsoid.net/${secret}`],
  ['tokenEndpoint', `https://user:${secret}@pulsoid.net/oauth2/token`],
  ['tokenEndpoint', `https://pulsoid.net/oauth2/token?client_secret=${secret}`],
  ['tokenEndpoint', `https://pulsoid.net/oauth2/token#${secret}`],
  ['apiBaseUrl', `http://dev.pulsoid.net/${secret}`],
  ['apiBaseUrl', `https://dev.pulsoid.net/../${secret}`],
  ['apiBaseUrl', `//dev.pulsoid.net/${secret}`],
  ['apiBaseUrl', 7],
  ['scopes', [secret]],
  ['region', secret],
])('the option %s cannot be %j', (name, value) => {
  const error = thrownBy(() => createPulsoid(Object.assign({ ...credentials }, { [name]: value })));
  expect(isGrantError(error)).toBe(true);
  expect(error).toMatchObject({
    code: 'invalid_config',
    provider: 'pulsoid',
    message: expect.stringContaining(`\`${name}\``),
  });
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain(secret);
});

test.each([undefined, null, 'options', [], 7])('the options cannot be %j', (options) => {
  const error = thrownBy(() => Reflect.apply(createPulsoid, undefined, [options]));
  expect(error).toMatchObject({ code: 'invalid_config' });
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
