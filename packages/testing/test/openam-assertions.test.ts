// What is tested here was seen on an OpenAM 16.0.5.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect, test } from 'vitest';
import { postForm, read, startServer, summary, tokenForm } from './requests.ts';
import { type AssertionParts, signAssertion } from './sign-assertion.ts';

const internalError = {
  status: 400,
  error: 'server_error',
  description:
    'Internal Server Error (500) - The server encountered an unexpected condition which prevented it from fulfilling the request',
};
const secret = 's'.repeat(32);

/** Asks for a token with an assertion, in which some parts are replaced, and the further headers. */
async function assert({ header, claims, headers }: AssertionParts & { headers?: Record<string, string> }) {
  const clients = [{ clientId: 'hmac', clientSecret: secret }];
  const { tokenEndpoint } = await startServer({ dialect: 'openam', clients });
  const own = { iss: 'hmac', sub: 'hmac', aud: ['hmac', tokenEndpoint], exp: Date.now() / 1000 + 60 };
  const form = {
    ...tokenForm,
    ...signAssertion({ ...(header && { header }), claims: { ...own, ...claims }, key: secret }),
  };
  const { status, headers: replied, body } = await read(postForm(tokenEndpoint, form, { ...(headers && { headers }) }));
  return {
    status,
    error: body.error,
    description: body.error_description,
    challenge: replied.get('www-authenticate'),
  };
}

test('accepts any `iss` in an assertion, but demands one', async () => {
  expect(await assert({ claims: { iss: 'another' } })).toMatchObject({ status: 200 });
  expect(await assert({ claims: { iss: undefined } })).toMatchObject({
    status: 400,
    error: 'invalid_client',
    description: 'JWT is not valid',
  });
});

test.each(['exp', 'sub'])('fails on an assertion without `%s`', async (claim) => {
  expect(await assert({ claims: { [claim]: undefined } })).toMatchObject(internalError);
});

test.each(['PS256', 'EdDSA', 'none'])('fails on the algorithm %s', async (alg) => {
  expect(await assert({ header: { alg } })).toMatchObject({
    ...internalError,
    description: expect.stringMatching(/^server_error \(400\) - /),
  });
});

test.each(['Basic eDp5', 'Bearer abc'])('refuses an assertion together with %s', async (value) => {
  expect(await assert({ headers: { authorization: value } })).toEqual({
    status: 401,
    error: 'invalid_client',
    description: 'Client authentication failed',
    challenge: 'Basic realm="/alpha"',
  });
});

test.each(['', 'a.b', 'a.b.c', 'a.b.c.d'])('fails on %j, which is not a JWT', async (client_assertion) => {
  const { tokenEndpoint } = await startServer({ dialect: 'openam' });
  const form = { ...tokenForm, ...signAssertion({}), client_assertion };
  expect(await summary(postForm(tokenEndpoint, form))).toEqual({
    status: 400,
    body: { error: internalError.error, error_description: internalError.description },
  });
});

test.each([
  [false, false, 200],
  [true, false, 400],
  [false, true, 400],
  [true, true, 400],
])('reads a P-256 key whose first bits are 1 or 0 (x %s, y %s): %i', async (x, y, status) => {
  const { privateKey, publicKey } = ecKeyPair(x, y);
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1' };
  const ask = async (key: KeyObject | typeof jwk) => {
    const ecClients = [{ clientId: 'ec', publicKeys: [key] }];
    const { tokenEndpoint } = await startServer({ dialect: 'openam', clients: ecClients });
    const claims = { iss: 'ec', sub: 'ec', aud: tokenEndpoint, exp: Date.now() / 1000 + 60 };
    const assertion = signAssertion({ header: { kid: 'k1' }, claims, key: privateKey });
    return (await postForm(tokenEndpoint, { ...tokenForm, ...assertion })).status;
  };
  expect([await ask(jwk), await ask(publicKey)]).toEqual([status, 400]);
});

/** A P-256 key pair whose coordinates begin with the bit 1, or 0. */
function ecKeyPair(x: boolean, y: boolean) {
  for (;;) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = pair.publicKey.export({ format: 'jwk' });
    const bits = [jwk.x, jwk.y].map((part = '') => Buffer.from(part, 'base64url').readUInt8() >= 0x80);
    if (bits[0] === x && bits[1] === y) return pair;
  }
}
