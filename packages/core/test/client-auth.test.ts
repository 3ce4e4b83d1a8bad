import { Buffer } from 'node:buffer';
import { createAuthorizationServer, type RecordedRequest } from '@grantkit/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ClientAuth,
  type ClientOptions,
  clientSecretBasic,
  clientSecretPost,
  createProviderClient,
  type Provider,
} from '../src/index.ts';

const raw = clientSecretBasic({ encoding: 'raw' });
const form = clientSecretBasic({ encoding: 'form' });

async function sent(
  clientAuth: ClientAuth,
  options: ClientOptions,
  provider: Partial<Provider> = {},
): Promise<RecordedRequest> {
  await using server = await createAuthorizationServer();
  server.answerNext({ body: { access_token: 't', token_type: 'Bearer' } });
  const { tokenEndpoint } = server;
  await createProviderClient({ name: 'acme', tokenEndpoint, clientAuth, ...provider }, options).token();
  return server.waitForRequest(1);
}

test.each<[string, ClientAuth, string, string, string]>([
  [
    "the example of Pulsoid's documentation",
    raw,
    'c0403af6-998a-4b22-b08b-cc7329bbdc03',
    'b2729cb2-a34a-4641-aa92-b66b2d27eabd',
    'YzA0MDNhZjYtOTk4YS00YjIyLWIwOGItY2M3MzI5YmJkYzAzOmIyNzI5Y2IyLWEzNGEtNDY0MS1hYTkyLWI2NmIyZDI3ZWFiZA==',
  ],
  ['a raw pair', raw, 'client_id', 'client_secret', 'Y2xpZW50X2lkOmNsaWVudF9zZWNyZXQ='],
  ['a form-encoded secret', form, 'example.com', 's=cr%t', 'ZXhhbXBsZS5jb206cyUzRGNyJTI1dA=='],
  ['form encoding by default', clientSecretBasic(), 'example.com', 's=cr%t', 'ZXhhbXBsZS5jb206cyUzRGNyJTI1dA=='],
  ['a raw secret beyond Latin-1, in UTF-8', raw, 'id', 'пароль', 'aWQ60L/QsNGA0L7Qu9GM'],
  ['a space, form-encoded as %20', form, 'my id', 'a b', 'bXklMjBpZDphJTIwYg=='],
])('Basic carries %s', async (_, clientAuth, clientId, clientSecret, value) => {
  const request = await sent(clientAuth, { clientId, clientSecret });
  expect(request.headers['authorization']).toBe(`Basic ${value}`);
  expect(request.body).toBe('grant_type=client_credentials');
});

test('post puts id and secret into the body, and sends no Authorization header', async () => {
  const request = await sent(clientSecretPost(), { clientId: 'my id', clientSecret: 's=cr%t+&é', scope: 'a b' });
  expect(request.headers).not.toHaveProperty('authorization');
  expect(request.body).toBe(
    'grant_type=client_credentials&scope=a+b&client_id=my+id&client_secret=s%3Dcr%25t%2B%26%C3%A9',
  );
});

test('a method that uses no secret does not get the secret of the client', async () => {
  const seen: unknown[] = [];
  const clientAuth: ClientAuth = {
    method: 'none',
    usesClientSecret: false,
    authenticate: ({ clientId, clientSecret, endpoint, body }) => {
      seen.push(clientSecret, new URL(endpoint).pathname);
      body.set('client_id', clientId);
    },
  };
  const { body, headers } = await sent(clientAuth, { clientId: 'id', clientSecret: 'unused' });
  expect(seen).toEqual([undefined, '/token']);
  expect(body).toBe('grant_type=client_credentials&client_id=id');
  expect(headers).not.toHaveProperty('authorization');
});

test('a method may be asynchronous, and may write its own headers', async () => {
  const clientAuth: ClientAuth = {
    method: 'signed',
    usesClientSecret: false,
    authenticate: async ({ headers }) => headers.set('x-signature', await Promise.resolve('signed')),
  };
  expect((await sent(clientAuth, { clientId: 'id' })).headers).toMatchObject({ 'x-signature': 'signed' });
});

test.each<[string, ClientAuth, 'rfc6749' | 'pulsoid']>([
  ['form-encoded Basic', form, 'rfc6749'],
  ['raw Basic', raw, 'pulsoid'],
  ['post', clientSecretPost(), 'rfc6749'],
])('a server reads exactly the same secret from %s, whatever its characters are', async (_, clientAuth, dialect) => {
  const clientId = 'acme-client';
  await using server = await createAuthorizationServer({ dialect, clients: [{ clientId, clientSecret: 'first' }] });
  const provider: Provider = { name: 'acme', tokenEndpoint: server.tokenEndpoint, clientAuth };
  const special = fc.constantFrom('%', '+', ':', '&', '=', '"', "'", '\\', ' ', '%2B', 'é', 'ж', '😀', '\n');
  const secrets = fc.string({ unit: fc.oneof(special, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })) });

  await fc.assert(
    fc.asyncProperty(secrets, async (text) => {
      const clientSecret = `s${text}`;
      server.setClientSecret(clientId, clientSecret);
      const { accessToken } = await createProviderClient(provider, { clientId, clientSecret }).token();
      expect(accessToken).toBe(server.issued.at(-1)?.accessToken);
    }),
    { numRuns: 60 },
  );
});

test('the header is base64 of the two encoded parts and nothing else', async () => {
  const { headers } = await sent(form, { clientId: 'a:b', clientSecret: 'c:d' });
  expect(Buffer.from(headers['authorization']?.slice(6) ?? '', 'base64').toString()).toBe('a%3Ab:c%3Ad');
});
