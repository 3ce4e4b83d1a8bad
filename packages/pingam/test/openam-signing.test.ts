// Runs on a real OpenAM, if the environment variables of `openam.test.ts` are set.
import { generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { privateKeyJwt, type SigningAlgorithm } from '@grantkit/client-assertion';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOpenAm } from '../src/index.ts';
import { type OpenAmAdmin, openAmAdmin, run, signedWith, url } from './openam-admin.ts';

describe.skipIf(url === '')('OpenAM', () => {
  const realm = `/${run}`;
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const readable = ecKey(true);
  const unreadable = ecKey(false);
  let admin: OpenAmAdmin | undefined;
  let clients = 0;

  beforeAll(async () => {
    admin = await openAmAdmin();
    await admin.makeRealm(realm);
    await admin.addProvider(realm);
  });

  afterAll(() => admin?.remove());

  /** Asks for a token with a new client. Its profile names an algorithm, and the client signs with one. */
  async function tokenOf({ privateKey, publicKey }: KeyPair, inProfile: string, algorithm: SigningAlgorithm) {
    clients += 1;
    const clientId = `client-${clients}`;
    const publicJwk = { ...jwkOf(publicKey), kid: 'k1', use: 'sig' };
    await admin?.addClient(realm, { clientId, clientSecret: 'not-used' }, signedWith(inProfile, publicJwk));
    const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const clientAuth = privateKeyJwt({ key, algorithm, keyId: 'k1' });
    return createOpenAm({ baseUrl: url, realm, scope: 'read', clientId, clientAuth }).token();
  }

  test.each(['RS256', 'RS384', 'RS512'] as const)('an assertion in %s is read', async (algorithm) => {
    await expect(tokenOf(rsa, algorithm, algorithm)).resolves.toMatchObject({ tokenType: 'Bearer' });
  });

  test('an assertion in RS256 is read only if the profile names RS256, or another of its family', async () => {
    await expect(tokenOf(rsa, 'RS512', 'RS256')).resolves.toMatchObject({ tokenType: 'Bearer' });
    await expect(tokenOf(rsa, 'HS256', 'RS256')).rejects.toMatchObject({
      code: 'server_error',
      status: 400,
      retryable: false,
      hint: expect.stringContaining("Set ID Token Signing Algorithm of the client's profile to RS256"),
    });
  });

  test.each([
    ['RS256', 'server_error', 'OpenAM has no PS256'],
    ['PS256', 'invalid_request', 'OpenAM does not have this signing algorithm'],
  ])('an assertion in PS256 is not read, if the profile names %s', async (inProfile, code, hint) => {
    await expect(tokenOf(rsa, inProfile, 'PS256')).rejects.toMatchObject({
      code,
      status: 400,
      retryable: false,
      hint: expect.stringContaining(hint),
    });
  });

  test('an assertion in ES256 is read only if the first bits of x and y are 0, as one key of four has them', async () => {
    await expect(tokenOf(readable, 'ES256', 'ES256')).resolves.toMatchObject({ tokenType: 'Bearer' });
    await expect(tokenOf(unreadable, 'ES256', 'ES256')).rejects.toMatchObject({
      code: 'invalid_client',
      status: 400,
      description: 'JWT is not valid',
    });
  });
});

interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A P-256 key. OpenAM can read it only if the first bits of x and y are 0. */
function ecKey(isReadable: boolean): KeyPair {
  for (;;) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = jwkOf(pair.publicKey);
    if ([x, y].every((part) => Buffer.from(part, 'base64url').readUInt8() < 0x80) === isReadable) return pair;
  }
}

function jwkOf(publicKey: KeyObject): JsonWebKey {
  return publicKey.export({ format: 'jwk' });
}
