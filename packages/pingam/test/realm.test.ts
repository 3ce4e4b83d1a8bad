import { expect, test } from 'vitest';
import { createPingAm } from '../src/index.ts';
import { credentials, startPingAm, thrownBy, tokenUrl } from './start-pingam.ts';

const baseUrl = 'https://am.example.com:8443/am';

// docs.pingidentity.com/pingam/8.1/am-rest/rest-realms.html
test.each([
  [undefined, ''],
  ['/', '/realms/root'],
  ['', '/realms/root'],
  ['root', '/realms/root'],
  ['/root/', '/realms/root'],
  ['alpha', '/realms/root/realms/alpha'],
  ['/alpha', '/realms/root/realms/alpha'],
  ['/alpha/', '/realms/root/realms/alpha'],
  ['root/alpha', '/realms/root/realms/alpha'],
  ['/root/alpha', '/realms/root/realms/alpha'],
  ['/customers/europe', '/realms/root/realms/customers/realms/europe'],
  ['customers/europe/', '/realms/root/realms/customers/realms/europe'],
  ['/ALPHA', '/realms/root/realms/ALPHA'],
  ['/rooted', '/realms/root/realms/rooted'],
  ['/users', '/realms/root/realms/users'],
  ['/a.b', '/realms/root/realms/a.b'],
  ['/...', '/realms/root/realms/...'],
  ['/kunden-übersee', '/realms/root/realms/kunden-%C3%BCbersee'],
  ['/{a}|b', '/realms/root/realms/%7Ba%7D%7Cb'],
  ['/．．', '/realms/root/realms/%EF%BC%8E%EF%BC%8E'],
])('the token endpoint of the realm %j is …/oauth2%s/access_token', async (realm, path) => {
  expect(await tokenUrl({ baseUrl, realm })).toBe(`${baseUrl}/oauth2${path}/access_token`);
});

test.each([
  '.',
  '..',
  '/..',
  '/alpha/..',
  '/../alpha',
  '/alpha/./beta',
  '/alpha/../../json',
  '/%2e%2e',
  '/alpha%2Fbeta',
  '..\\alpha',
  '/alpha//beta',
  '/alpha//',
  '//alpha',
  '/alpha/root',
  '/alpha/ROOT/beta',
  'ROOT',
  'root/root',
  ' ',
  '/al pha',
  '/alpha ',
  '/alpha?realm=/',
  '/alpha#',
  '/al\npha',
  '/al\0pha',
  '/al\u0085pha',
  '/al\u00a0pha',
  '/\ud800',
  ...[...'$&+,:;=?@#%<>"\\'].map((character) => `/al${character}pha`),
  7,
  null,
  ['alpha'],
])('the realm %j is refused', (realm) => {
  const error = thrownBy(() => Reflect.apply(createPingAm, undefined, [{ ...credentials, baseUrl, realm }]));
  expect(error).toMatchObject({
    name: 'GrantError',
    code: 'invalid_config',
    message: expect.stringContaining('The option `realm` must be a realm such as `/`, `/alpha`'),
  });
});

test.each([
  ['https://am.example.com/am', 'https://am.example.com/am/oauth2/access_token'],
  ['https://am.example.com/am/', 'https://am.example.com/am/oauth2/access_token'],
  ['https://am.example.com/am//', 'https://am.example.com/am/oauth2/access_token'],
  ['https://am.example.com', 'https://am.example.com/oauth2/access_token'],
  ['https://tenant.forgeblocks.com:443/am', 'https://tenant.forgeblocks.com/am/oauth2/access_token'],
  ['https://am.example.com/sso/openam', 'https://am.example.com/sso/openam/oauth2/access_token'],
  ['http://localhost:8080/am', 'http://localhost:8080/am/oauth2/access_token'],
])('the token endpoint below %s is %s', async (url, expected) => {
  expect(await tokenUrl({ baseUrl: url })).toBe(expected);
});

test('the option `tokenEndpoint` wins over base URL and realm', async () => {
  const tokenEndpoint = 'https://id.payments.example.com/am/oauth2/alpha/access_token';
  expect(await tokenUrl({ tokenEndpoint })).toBe(tokenEndpoint);
  expect(await tokenUrl({ tokenEndpoint, baseUrl, realm: '/bravo' })).toBe(tokenEndpoint);
});

test.each([
  [undefined, '/am/oauth2/access_token'],
  ['/', '/am/oauth2/realms/root/access_token'],
  ['/alpha', '/am/oauth2/realms/root/realms/alpha/access_token'],
  ['/customers/übersee', '/am/oauth2/realms/root/realms/customers/realms/%C3%BCbersee/access_token'],
])('a server grants tokens of the realm %j at %s', async (realm, url) => {
  const { server, pingam } = await startPingAm({ realm }, { realms: ['/', '/alpha', '/customers/übersee'] });
  await pingam.token();
  expect(server.tokenRequests).toMatchObject([{ url }]);
});
