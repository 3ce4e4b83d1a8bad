import { expect, test } from 'vitest';
import { basic, postForm, startServer, summary, tokenForm } from './requests.ts';
import { type AssertionParts, createKeyPair, signAssertion } from './sign-assertion.ts';

const pair = createKeyPair();
const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'k1' };
const secret = 's'.repeat(32);
const now = Date.UTC(2026, 0, 1);
const clients = [
  { clientId: 'keyClient', publicKeys: [jwk], clientSecret: secret, scope: ['write'] },
  { clientId: 'plainKey', publicKeys: [pair.publicKey] },
  { clientId: 'basicClient', publicKeys: [pair.publicKey], method: 'client_secret_basic' },
];

const seconds = now / 1000;

/** The form of a token request with a valid assertion, in which some parts are replaced. */
function form(aud: unknown, { header, claims, key = pair.privateKey }: AssertionParts = {}): Record<string, string> {
  const own = { iss: 'keyClient', sub: 'keyClient', aud, iat: seconds, exp: seconds + 60, jti: 'same' };
  return { ...tokenForm, ...signAssertion({ header: { kid: 'k1', ...header }, claims: { ...own, ...claims }, key }) };
}

const start = (dialect: 'pingam8' | 'openam') => startServer({ dialect, clients, now: () => now });

test.each(['pingam8', 'openam'] as const)(
  '%s grants a token for an assertion, even for the same one twice',
  async (dialect) => {
    const { tokenEndpoint } = await start(dialect);
    for (const audience of [tokenEndpoint, ['https://elsewhere.example', tokenEndpoint]]) {
      expect((await summary(postForm(tokenEndpoint, form(audience)))).status).toBe(200);
    }
    expect((await postForm(tokenEndpoint, form(tokenEndpoint))).status).toBe(200);
  },
);

test.each([
  ['pingam8', { claims: { iss: 'plainKey', sub: 'plainKey' }, header: { kid: undefined } }],
  ['openam', { claims: { iss: 'plainKey', sub: 'plainKey' }, header: { kid: undefined } }],
  ['pingam8', { header: { kid: undefined } }],
  ['pingam8', { key: secret }],
  ['pingam8', { claims: { exp: seconds + 1800 } }],
  ['openam', { claims: { exp: seconds + 86_400 } }],
  ['openam', { claims: { exp: seconds - 299 } }],
  ['openam', { claims: { nbf: seconds + 300 } }],
] as const)('%s accepts %j', async (dialect, assertion) => {
  const { tokenEndpoint } = await start(dialect);
  expect((await postForm(tokenEndpoint, form(tokenEndpoint, assertion))).status).toBe(200);
});

const other = createKeyPair().privateKey;

test.each([
  ['pingam8', { claims: { exp: seconds - 300 } }, 'JWT has expired'],
  ['openam', { claims: { exp: seconds - 300 } }, 'JWT has expired'],
  ['pingam8', { claims: { exp: seconds + 1801 } }, 'JWT expiration time is unreasonable'],
  ['openam', { claims: { exp: seconds + 86_401 } }, 'JWT is not valid'],
  ['pingam8', { claims: { exp: undefined } }, 'JWT is not valid'],
  ['pingam8', { claims: { iss: 'plainKey' } }, 'JWT is not valid'],
  ['pingam8', { claims: { aud: undefined } }, 'JWT is not valid'],
  ['openam', { claims: { nbf: seconds + 301 } }, 'JWT is not valid'],
  ['openam', { claims: { iat: seconds - 86_401 } }, 'JWT is not valid'],
  ['pingam8', { key: other }, 'JWT is not valid'],
  ['pingam8', { key: 'w'.repeat(32) }, 'JWT is not valid'],
  ['pingam8', { header: { alg: 'none' } }, 'JWT is not valid'],
  ['pingam8', { header: { alg: 'ES256' } }, 'JWT is not valid'],
  ['pingam8', { header: { alg: 'HS999' } }, 'JWT is not valid'],
  ['pingam8', { header: { kid: 'k2' } }, 'JWT is not valid'],
  ['openam', { header: { kid: undefined } }, 'JWT is not valid'],
  ['openam', { key: secret }, 'JWT is not valid'],
  ['pingam8', { claims: { aud: 'keyClient' } }, 'Audience validation failed'],
  ['openam', { claims: { aud: [] } }, 'Audience validation failed'],
  ['pingam8', { claims: { iss: 'nobody', sub: 'nobody' } }, 'Client authentication failed'],
  [
    'pingam8',
    { claims: { iss: 'basicClient', sub: 'basicClient' } },
    'Invalid authentication method for accessing this endpoint.',
  ],
] as const)('%s refuses %j: %s', async (dialect, assertion, error_description) => {
  const { tokenEndpoint } = await start(dialect);
  const body = { error: 'invalid_client', error_description };
  expect(await summary(postForm(tokenEndpoint, form(tokenEndpoint, assertion)))).toEqual({ status: 400, body });
});

test('OpenAM accepts an HMAC if `aud` also names the client', async () => {
  const { tokenEndpoint } = await start('openam');
  expect((await postForm(tokenEndpoint, form(['keyClient', tokenEndpoint], { key: secret }))).status).toBe(200);
});

test.each(['', 'a.b', 'a.b.c', 'a.b.c.d', 'bnVsbA.bnVsbA.YQ'])(
  'answers 400 to %j, which is not a JWT',
  async (client_assertion) => {
    const { tokenEndpoint } = await start('pingam8');
    const response = postForm(tokenEndpoint, { ...form(tokenEndpoint), client_assertion });
    expect(await summary(response)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  },
);

test('refuses an assertion together with Basic', async () => {
  const { tokenEndpoint } = await start('pingam8');
  const authorization = basic('keyClient', secret);
  expect(await summary(postForm(tokenEndpoint, form(tokenEndpoint), { authorization }))).toEqual({
    status: 400,
    body: { error: 'invalid_request', error_description: 'Client authentication failed' },
  });
});

test.each([
  ['/am/oauth2/realms/root/access_token', {}, '/am/oauth2/access_token'],
  ['/am/oauth2/realms/root/realms/alpha/access_token', {}, '/am/oauth2/realms/root/realms/alpha/access_token'],
  [
    '/am/oauth2/access_token',
    { 'x-forwarded-host': 'am.example.com', 'x-forwarded-proto': 'https' },
    'https://am.example.com:443/am/oauth2/access_token',
  ],
  [
    '/am/oauth2/access_token',
    { 'x-forwarded-host': 'am.example.com' },
    'http://am.example.com:80/am/oauth2/access_token',
  ],
  [
    '/am/oauth2/access_token',
    { 'x-forwarded-host': 'am.example.com:8443', 'x-forwarded-proto': 'https' },
    'https://am.example.com:8443/am/oauth2/access_token',
  ],
])('a request to %s with %j needs the audience %s', async (path, headers, computed) => {
  const { url } = await start('pingam8');
  const audience = computed.startsWith('/') ? url + computed : computed;
  expect((await postForm(url + path, form(audience), { headers })).status).toBe(200);
  expect((await postForm(url + path, form(`${audience}/`), { headers })).status).toBe(400);
});
