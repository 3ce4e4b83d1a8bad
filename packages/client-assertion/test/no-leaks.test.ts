import type { ClientAuth } from '@grantkit/core';
import { memoryTokenCache } from '@grantkit/core';
import { expect, test } from 'vitest';
import { failureOf } from '../../core/test/failure-of.ts';
import { inspectWhole } from '../../core/test/inspect-whole.ts';
import { clientSecretJwt, privateKeyJwt } from '../src/index.ts';
import { testKey } from './keys.ts';
import { createTestBed } from './test-bed.ts';

const key = await testKey('RS256');
const clientSecret = 'S3CRET-'.repeat(6);
const pemLines = key.pem.split('\n').slice(1, -1);
const { d, p, q, dp, dq, qi } = key.jwk;
const keyMaterial = [d, p, q, dp, dq, qi].filter((member) => member !== undefined);

const credentials: readonly (readonly [string, ClientAuth])[] = [
  ['a PEM', privateKeyJwt({ key: key.pem })],
  ['a JWK', privateKeyJwt({ key: key.jwk })],
  ['a CryptoKey', privateKeyJwt({ key: key.cryptoKey })],
  ['a function', privateKeyJwt({ key: key.sign, algorithm: 'RS256' })],
  ['a secret', clientSecretJwt()],
];

function expectNothingIn(text: string, assertions: readonly string[]): void {
  expect(keyMaterial).toHaveLength(6);
  const signatures = assertions.map((assertion) => assertion.slice(assertion.lastIndexOf('.') + 1));
  for (const secret of [...keyMaterial, ...pemLines, ...signatures, clientSecret, 'S3CRET']) {
    expect(text).not.toContain(secret);
  }
}

test.each(credentials)('nothing that is made with %s shows it, before and after its use', async (_, clientAuth) => {
  const cache = memoryTokenCache();
  const { client, events, assertions } = await createTestBed(clientAuth, { clientSecret, cache });
  const shown = () => [clientAuth, client, events, client.explain(), cache].map(inspectWhole).join('\n');
  const before = shown();
  await client.token();
  expect(assertions()).toHaveLength(1);
  expectNothingIn(before + shown() + JSON.stringify([clientAuth, client, events, client.explain()]), assertions());
});

test.each(credentials)(
  'an error does not show an assertion made with %s that the server repeats',
  async (_, clientAuth) => {
    const { server, client, events, assertions } = await createTestBed(clientAuth, { clientSecret });
    server.answerAlways(({ body, parameters }) => ({
      status: 400,
      headers: { 'x-echo': body },
      body: {
        error: 'invalid_client',
        error_description: `No such thing: ${parameters.get('client_assertion')}`,
        body,
      },
    }));
    const error = await failureOf(() => client.token());
    expect(error.description).toBe('(withheld: it repeats a credential)');
    expect(assertions()).toHaveLength(1);
    const shown = [error, error.cause, error.stack, client, events].map(inspectWhole).join('\n');
    const text = shown + JSON.stringify([error, events, client.explain()]) + String(error);
    expectNothingIn(text, assertions());
    expect(text).not.toContain(assertions()[0]!.split('.')[1]);
  },
);

test('an error about a key does not show the key', async () => {
  const halfPem = [...key.pem.split('\n').slice(0, 9), '-----END PRIVATE KEY-----'].join('\n');
  const wrong = [
    () => privateKeyJwt({ key: key.pem, algorithm: 'ES256' }),
    () => privateKeyJwt({ key: key.pem.replaceAll('\n', '\\n') }),
    () => privateKeyJwt({ key: key.pem.replaceAll('PRIVATE', 'RSA PRIVATE') }),
    () => privateKeyJwt({ key: clientSecret }),
    () => privateKeyJwt({ key: { ...key.jwk, kty: 'S3CRET' } }),
    () => privateKeyJwt({ key: { ...key.jwk, use: 'enc' } }),
    () => privateKeyJwt({ key: key.pem, keyId: key.jwk as never }),
    () => privateKeyJwt({ key: key.pem, audience: key.jwk as never }),
    () => privateKeyJwt({ key: { ...key.jwk, n: 'AQAB' } }).fingerprint?.(),
    () => privateKeyJwt({ key: halfPem }).fingerprint?.(),
  ];
  for (const run of wrong) {
    const error = await failureOf(run);
    expect(error.code).toBe('invalid_config');
    expectNothingIn(inspectWhole(error) + inspectWhole(error.cause) + JSON.stringify(error) + error.stack, []);
  }
});
