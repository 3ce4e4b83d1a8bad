import { jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { failureOf } from '../../core/test/failure-of.ts';
import { clientSecretJwt } from '../src/index.ts';
import { now, tokenEndpoint, write } from './write.ts';

const algorithms = ['HS256', 'HS384', 'HS512'] as const;

test.each(algorithms)('%s verifies with the bytes of the secret', async (algorithm) => {
  const clientSecret = `${'ü'.repeat(40)} %+`;
  const { assertion } = await write(clientSecretJwt({ algorithm, keyId: 'k1' }), { clientSecret });
  const secret = new TextEncoder().encode(clientSecret);
  const options = { algorithms: [algorithm], currentDate: new Date(now), audience: tokenEndpoint };
  const { protectedHeader } = await jwtVerify(assertion, secret, options);
  expect(protectedHeader).toEqual({ alg: algorithm, typ: 'JWT', kid: 'k1' });
});

test('the default is HS256, and the secret is not sent', async () => {
  const clientSecret = 's'.repeat(32);
  const { header, body, headers } = await write(clientSecretJwt(), { clientSecret });
  expect(header.alg).toBe('HS256');
  expect(body.toString()).not.toContain(clientSecret);
  expect([...headers]).toEqual([]);
});

test.each([
  ['HS256', 32],
  ['HS384', 48],
  ['HS512', 64],
] as const)('%s accepts a secret of %i bytes, and no shorter one', async (algorithm, least) => {
  const clientAuth = clientSecretJwt({ algorithm });
  await expect(write(clientAuth, { clientSecret: 's'.repeat(least) })).resolves.toBeDefined();
  await expect(write(clientAuth, { clientSecret: 'ü'.repeat(least / 2) })).resolves.toBeDefined();
  for (const clientSecret of ['s'.repeat(least - 1), '', undefined]) {
    const error = await failureOf(() => write(clientAuth, { clientSecret }));
    expect(error).toMatchObject({
      code: 'invalid_config',
      summary: expect.stringContaining(`at least ${least} bytes`),
    });
  }
});

test.each([
  [undefined, ['myClient', tokenEndpoint]],
  ['https://am.example.com/am/oauth2', ['myClient', 'https://am.example.com/am/oauth2']],
  [
    ['a', 'b'],
    ['myClient', 'a', 'b'],
  ],
])('the client id can stand before the audience %j', async (audience, aud) => {
  const clientAuth = clientSecretJwt({ audience, audienceIncludesClientId: true });
  expect((await write(clientAuth, { clientSecret: 's'.repeat(32) })).claims.aud).toEqual(aud);
});
