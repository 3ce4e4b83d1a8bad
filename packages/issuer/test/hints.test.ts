import { clientAssertion, clientSecretJwt, privateKeyJwt } from '@grantkit/client-assertion';
import { expect, test } from 'vitest';
import { failureOf } from '../../core/test/failure-of.ts';
import { type IssuerOptions, tlsClientAuth } from '../src/index.ts';
import { ecKey } from './ec-key.ts';
import { startStandardServer } from './start-standard-server.ts';

const foreignJwt = ['{"alg":"RS256"}', '{"sub":"billing"}', 'signed']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

/** The hint of a refusal with these words. */
async function hintOf(words: object, options: Partial<IssuerOptions> = {}): Promise<string | undefined> {
  const { server, document, connect } = await startStandardServer();
  server.answerApiNext({ body: { ...document, token_endpoint_auth_methods_supported: undefined } });
  // Without a date, no hint is about the clock.
  server.answerAlways({ status: 400, headers: { date: '' }, body: { error: 'invalid_client', ...words } });
  const clientAuth = privateKeyJwt({ key: ecKey().privateKey, algorithm: 'ES256' });
  const { hint } = await failureOf(() => connect({ clientAuth, ...options }).token());
  return hint?.replaceAll(server.url, 'https://server');
}

test.each([
  [
    'Invalid token audience',
    /^The audience is the issuer https:\/\/server\/realms\/prod,.*set `audience: 'token_endpoint'`\.$/,
  ],
  ['Signature on JWT token failed validation', /^Check the client id, the key and its `keyId`, and the [^.]*\.$/],
  ['Unable to load public key', /^Check the client id, the key and its `keyId`, and the [^.]*\.$/],
  [
    'Not good',
    /^Check the client id, the key and its `keyId`.* The audience is the issuer https:\/\/server\/realms\/prod,/,
  ],
])('if the server says "%s", the hint is about that', async (error_description, hint) => {
  expect(await hintOf({ error_description })).toMatch(hint);
});

test('a refused audience that is the token endpoint is named too', async () => {
  const words = { error_description: 'Invalid token audience' };
  expect(await hintOf(words, { audience: 'token_endpoint' })).toMatch(
    /^The audience is the token endpoint https:\/\/server\/token,/,
  );
});

test('the hint of a refused HMAC speaks of the secret and not of a key', async () => {
  const options = { clientAuth: clientSecretJwt(), clientSecret: 's'.repeat(32) };
  expect(await hintOf({ error_description: 'Signature failed' }, options)).toMatch(
    /^Check the client id, its secret, and/,
  );
});

test('the hint of a refused JWT that somebody else signed speaks of its claims', async () => {
  const clientAuth = clientAssertion({ assertion: () => foreignJwt });
  expect(await hintOf({}, { clientAuth })).toMatch(/^Compare `iss`, `sub` and `aud` of the JWT/);
});

test.each<[string, IssuerOptions['clientAuth']]>([
  ['Signed JWT', privateKeyJwt({ key: ecKey().privateKey, algorithm: 'ES256' })],
  ['Signed JWT - Federated', clientAssertion({ assertion: () => foreignJwt })],
  ['X509 Certificate', tlsClientAuth()],
])('the hint of unauthorized_client names the Client Authenticator %s of Keycloak', async (name, clientAuth) => {
  const hint = await hintOf({ error: 'unauthorized_client' }, { clientAuth });
  expect(hint).toContain(` There the Client Authenticator must be ${name}. `);
});

test('if neither URL has a document, the hint names the usual one and how the issuer follows from it', async () => {
  const { server, connect, issuer } = await startStandardServer({ issuerPath: '/realms/none' });
  server.answerApiAlways({ status: 404 });
  const { hint } = await failureOf(() => connect().token());
  expect(hint).toContain(
    `Open ${issuer}/.well-known/openid-configuration. Check the option \`issuer\`, which is this URL `,
  );
  expect(hint).toContain('without its `/.well-known/…` part.');
});
