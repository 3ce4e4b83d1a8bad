import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../core/test/failure-of.ts';
import { clientSecretJwt, privateKeyJwt } from '../src/index.ts';
import { testKey } from './keys.ts';
import { now, tokenEndpoint, write } from './write.ts';

const { pem: key } = await testKey('ES256');

test('the request contains the client id, the assertion and its type, and nothing else', async () => {
  const { body, headers, assertion } = await write(privateKeyJwt({ key }));
  expect([...body]).toEqual([
    ['client_id', 'myClient'],
    ['client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
    ['client_assertion', assertion],
  ]);
  expect([...headers]).toEqual([]);
});

test('issuer and subject are the client, the audience is the token endpoint, and the lifetime is a minute', async () => {
  const { claims } = await write(privateKeyJwt({ key }));
  const iat = Math.floor(now / 1000);
  expect(claims).toEqual({
    iss: 'myClient',
    sub: 'myClient',
    aud: tokenEndpoint,
    jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    iat,
    exp: iat + 60,
  });
});

test('each attempt has its own `jti`, `iat` and `exp`', async () => {
  const clientAuth = privateKeyJwt({ key });
  const [first, second] = [await write(clientAuth), await write(clientAuth, { now: now + 5000 })];
  expect(second.claims.jti).not.toBe(first.claims.jti);
  expect([second.claims.iat! - first.claims.iat!, second.claims.exp! - first.claims.exp!]).toEqual([5, 5]);
});

describe('the audience', () => {
  const spellings = ['https://h:443/am/oauth2/access_token', 'https://H/a/../b', 'urn:am', 'https://h'];
  test.each([...spellings, spellings, ['https://h']].map((audience) => [audience]))(
    '%j is used exactly as it is written',
    async (audience) => {
      expect((await write(privateKeyJwt({ key, audience }))).claims.aud).toEqual(audience);
      expect((await write(privateKeyJwt({ key }), { audience })).claims.aud).toEqual(audience);
    },
  );

  test("of the option wins over the provider's", async () => {
    const { claims } = await write(privateKeyJwt({ key, audience: 'mine' }), { audience: ['theirs'] });
    expect(claims.aud).toBe('mine');
  });
});

describe('the type in the header', () => {
  const issuer = 'https://am.example.com';

  test('is the type of RFC 10070 if the audience is the issuer alone', async () => {
    for (const draft of [{ issuer, audience: issuer }, { issuer }])
      expect((await write(privateKeyJwt({ key, audience: issuer }), draft)).header.typ).toBe(
        'client-authentication+jwt',
      );
    expect((await write(privateKeyJwt({ key }), { issuer, audience: issuer })).header.typ).toBe(
      'client-authentication+jwt',
    );
  });

  test('is the type of RFC 10070 if the issuer is spelled in another way, as AM does', async () => {
    const draft = { issuer: `${issuer}/am`, audience: `${issuer}:443/am` };
    expect((await write(privateKeyJwt({ key }), draft)).header.typ).toBe('client-authentication+jwt');
    expect((await write(privateKeyJwt({ key }), { ...draft, audience: `${issuer}:8443/am` })).header.typ).toBe('JWT');
  });

  test('is JWT for every other audience', async () => {
    for (const audience of [tokenEndpoint, [issuer], [issuer, tokenEndpoint]])
      expect((await write(privateKeyJwt({ key }), { issuer, audience })).header.typ).toBe('JWT');
    const named = clientSecretJwt({ audienceIncludesClientId: true });
    const draft = { issuer, audience: issuer, clientSecret: 's'.repeat(32) };
    expect((await write(named, draft)).header.typ).toBe('JWT');
    expect((await write(clientSecretJwt(), draft)).header.typ).toBe('client-authentication+jwt');
  });

  test('can be set', async () => {
    const clientAuth = privateKeyJwt({ key, header: { typ: 'JWT' } });
    expect((await write(clientAuth, { issuer, audience: issuer })).header.typ).toBe('JWT');
  });
});

test('further members of the header are added as they were when the client authentication was created', async () => {
  const header = { 'x5t#S256': 'thumbprint', x5c: ['certificate'] };
  const clientAuth = privateKeyJwt({ key, keyId: 'k1', header });
  header.x5c.push('another');
  expect((await write(clientAuth)).header).toEqual({
    alg: 'ES256',
    typ: 'JWT',
    kid: 'k1',
    'x5t#S256': 'thumbprint',
    x5c: ['certificate'],
  });
});

test('`backdate` dates `iat` back, and leaves the end of the assertion where it is', async () => {
  const { claims } = await write(privateKeyJwt({ key, backdate: 30_000 }));
  const seconds = Math.floor(now / 1000);
  expect(claims).toMatchObject({ iat: Math.floor(now / 1000 - 30), exp: seconds + 60 });
});

describe('further claims', () => {
  test('are added as they were when the client authentication was created', async () => {
    const claims = { client_name: 'x', nested: { list: [1] } };
    const clientAuth = privateKeyJwt({ key, claims });
    claims.nested.list.push(2);
    expect((await write(clientAuth)).claims).toMatchObject({ client_name: 'x', nested: { list: [1] } });
  });

  test.each(['iss', 'sub', 'aud', 'jti', 'iat', 'exp'])('cannot be %s', async (claim) => {
    for (const create of [
      () => privateKeyJwt({ key, claims: { [claim]: 1 } }),
      () => clientSecretJwt({ claims: { [claim]: 1 } }),
    ]) {
      const { code, summary } = await failureOf(create);
      expect([code, summary]).toEqual([
        'invalid_config',
        expect.stringContaining('`claims` must be an object without iss, sub'),
      ]);
    }
  });

  test('cannot be one of them through a `toJSON` either', async () => {
    const claims = { toJSON: () => ({ iss: 'admin' }) };
    expect((await failureOf(() => privateKeyJwt({ key, claims }))).code).toBe('invalid_config');
  });
});

test.each([1, 60, 1800])('a lifetime of %i s is accepted', async (lifetime) => {
  const { claims } = await write(privateKeyJwt({ key, lifetime }));
  expect(claims.exp! - claims.iat!).toBe(lifetime);
});

const circle: Record<string, unknown> = {};
circle['self'] = circle;

const wrongOptions: readonly (readonly [name: string, options: object])[] = [
  ['lifetime', { lifetime: 0 }],
  ['lifetime', { lifetime: 1801 }],
  ['lifetime', { lifetime: 60_000 }],
  ['lifetime', { lifetime: 1.5 }],
  ['lifetime', { lifetime: Number.NaN }],
  ['lifetime', { lifetime: '60' }],
  ['audience', { audience: '' }],
  ['audience', { audience: [] }],
  ['audience', { audience: ['a', ' '] }],
  ['audience', { audience: new URL('https://h') }],
  ['keyId', { keyId: '' }],
  ['keyId', { keyId: 7 }],
  ['claims', { claims: ['a'] }],
  ['claims', { claims: circle }],
  ['claims', { claims: { big: 1n } }],
  ['claims', { claims: null }],
  ['backdate', { backdate: -1 }],
  ['backdate', { backdate: 300_001 }],
  ['backdate', { backdate: Number.NaN }],
  ['header', { header: { alg: 'none' } }],
  ['header', { header: { kid: 'k1' } }],
  ['header', { header: { crit: ['exp'] } }],
  ['header', { header: { b64: false } }],
  ['header', { header: { typ: 7 } }],
  ['header', { header: 'JWT' }],
  ['algorithm', { algorithm: 'none' }],
  ['algorithm', { algorithm: 'ES256K' }],
  ['key', { key: 7 }],
  ['key', { key: null }],
  ['key', { key: undefined }],
  ['key', { key: {} }],
  ['audiences', { audiences: 'a' }],
];

test.each(wrongOptions.map(([name, wrong]) => [name, inspect(wrong), wrong] as const))(
  'the error about a wrong `%s` names the option: %s',
  async (name, _, wrong) => {
    const { code, summary } = await failureOf(() => privateKeyJwt({ key, ...wrong }));
    expect([code, summary]).toEqual(['invalid_config', expect.stringContaining(`\`${name}\``)]);
  },
);

test('options that are not an object are refused', async () => {
  const { summary } = await failureOf(() => Reflect.apply(clientSecretJwt, undefined, ['HS256']));
  expect(summary).toBe('The options must be an object');
});
