import { generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../core/test/failure-of.ts';
import { type PrivateKeyJwtOptions, privateKeyJwt } from '../src/index.ts';
import { algorithms, publicKeyOf, testKey } from './keys.ts';
import { now, write } from './write.ts';

const forms = ['cryptoKey', 'lockedKey', 'jwk', 'pem', 'sign'] as const;
const everyPair = algorithms.flatMap((algorithm) => forms.map((form) => [algorithm, form] as const));

test.each(everyPair)('%s from a key given as %s verifies with the public key', async (algorithm, form) => {
  const key = await testKey(algorithm);
  const { assertion } = await write(privateKeyJwt({ key: key[form], algorithm }));
  const options = { algorithms: [algorithm], currentDate: new Date(now), typ: 'JWT', subject: 'myClient' };
  const { protectedHeader } = await jwtVerify(assertion, await publicKeyOf(key), options);
  expect(protectedHeader).toEqual({ alg: algorithm, typ: 'JWT' });
});

describe('without an algorithm', () => {
  test.each([
    ['RS256', 'RS256'],
    ['PS512', 'RS256'],
    ['ES256', 'ES256'],
    ['ES384', 'ES384'],
    ['ES512', 'ES512'],
    ['EdDSA', 'EdDSA'],
  ] as const)('a PEM or JWK made for %s signs with %s', async (made, used) => {
    const { pem, jwk } = await testKey(made);
    expect((await write(privateKeyJwt({ key: pem }))).header.alg).toBe(used);
    expect((await write(privateKeyJwt({ key: jwk }))).header.alg).toBe(used);
  });

  test.each(algorithms)('a JWK or CryptoKey that says %s signs with it', async (algorithm) => {
    const { jwk, cryptoKey } = await testKey(algorithm);
    expect((await write(privateKeyJwt({ key: { ...jwk, alg: algorithm } }))).header.alg).toBe(algorithm);
    expect((await write(privateKeyJwt({ key: cryptoKey }))).header.alg).toBe(algorithm);
  });

  test('a JWK with the newer name of EdDSA signs with EdDSA', async () => {
    const { jwk } = await testKey('EdDSA');
    expect((await write(privateKeyJwt({ key: { ...jwk, alg: 'Ed25519' } }))).header.alg).toBe('EdDSA');
  });
});

test('the header contains the key id: that of the option, or that of the JWK', async () => {
  const { jwk, pem } = await testKey('ES256');
  expect((await write(privateKeyJwt({ key: pem, keyId: 'k1' }))).header.kid).toBe('k1');
  expect((await write(privateKeyJwt({ key: { ...jwk, kid: 'own' } }))).header.kid).toBe('own');
  expect((await write(privateKeyJwt({ key: { ...jwk, kid: 'own' }, keyId: 'k1' }))).header.kid).toBe('k1');
});

test('a PEM is accepted with the text that openssl writes around it, and with Windows line breaks', async () => {
  const { pem } = await testKey('ES256');
  const file = `Bag Attributes\n    localKeyID: 01\n${pem}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`;
  for (const key of [file, `\n  ${pem}`, pem.replaceAll('\n', '\r\n')]) {
    expect((await write(privateKeyJwt({ key }))).header.alg).toBe('ES256');
  }
});

test('a JWK that the caller changes later signs as before', async () => {
  const { jwk } = await testKey('ES256');
  const mine = { ...jwk };
  const clientAuth = privateKeyJwt({ key: mine });
  delete mine.d;
  expect((await write(clientAuth)).header.alg).toBe('ES256');
  expect(jwk).not.toHaveProperty('alg');
  expect(Object.isFrozen(jwk)).toBe(false);
});

describe('at once', () => {
  const of = async (algorithm: (typeof algorithms)[number]) => testKey(algorithm);
  const refused: [string, () => Promise<PrivateKeyJwtOptions>, string][] = [
    [
      'an RSA PEM for ES256',
      async () => ({ key: (await of('RS256')).pem, algorithm: 'ES256' }),
      'It is a key for RS256',
    ],
    ['a P-384 PEM for ES256', async () => ({ key: (await of('ES384')).pem, algorithm: 'ES256' }), 'a key for ES384.'],
    ['an Ed25519 PEM for RS256', async () => ({ key: (await of('EdDSA')).pem, algorithm: 'RS256' }), 'for EdDSA.'],
    ['a P-256 JWK for ES512', async () => ({ key: (await of('ES256')).jwk, algorithm: 'ES512' }), 'for ES256.'],
    [
      'a JWK for PS256 that says RS256',
      async () => ({ key: { ...(await of('RS256')).jwk, alg: 'RS256' }, algorithm: 'PS256' }),
      'for RS256.',
    ],
    [
      'a CryptoKey with another hash',
      async () => ({ key: (await of('RS384')).lockedKey, algorithm: 'RS256' }),
      'RS384.',
    ],
    ['a public JWK', async () => ({ key: (await of('ES256')).publicJwk }), 'the member `d`'],
    ['a JWK for encryption', async () => ({ key: { ...(await of('RS256')).jwk, use: 'enc' } }), 'must be `sig`'],
    ['a JWK that only verifies', async () => ({ key: { ...(await of('RS256')).jwk, key_ops: ['verify'] } }), '`sign`'],
    ['a JWK of an RSA key for OAEP', async () => ({ key: { ...(await of('RS256')).jwk, alg: 'RSA-OAEP' } }), 'P-256'],
    ['a symmetric JWK', async () => ({ key: { kty: 'oct', k: 'c2VjcmV0' } }), '`clientSecretJwt`'],
    ['a JWK on another curve', async () => ({ key: { kty: 'EC', crv: 'secp256k1', d: 'x' } }), 'P-256, P-384 or P-521'],
    ['a public CryptoKey', async () => ({ key: await publicKey() }), 'with the usage `sign`'],
    ['a CryptoKey that decrypts', async () => ({ key: await decryptionKey() }), 'with the usage `sign`'],
    ['a PKCS#1 PEM', async () => ({ key: pemOf('pkcs1') }), '`openssl pkcs8 -topk8 -nocrypt'],
    ['a SEC1 PEM', async () => ({ key: pemOf('sec1') }), '`openssl pkcs8 -topk8 -nocrypt'],
    ['an encrypted PEM', async () => ({ key: pemOf('encrypted') }), '`openssl pkcs8 -topk8 -nocrypt'],
    ['a PEM of an X25519 key', async () => ({ key: pemOf('x25519') }), 'RSA key, an elliptic curve key'],
    [
      'a public PEM',
      async () => ({ key: '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----' }),
      'needs the private key',
    ],
    [
      'a PEM whose line breaks are escaped',
      async () => ({ key: (await of('ES256')).pem.replaceAll('\n', '\\n') }),
      'real line breaks',
    ],
    ['a secret', async () => ({ key: 'a secret' }), '`clientSecretJwt`'],
    ['a function without an algorithm', async () => ({ key: () => new Uint8Array() }), 'the function signs with'],
  ];

  test.each(refused)('it refuses %s', async (_, options, hint) => {
    const wrong = await options();
    const error = await failureOf(() => privateKeyJwt(wrong));
    expect(error).toMatchObject({ code: 'invalid_config', provider: 'client-assertion', retryable: false });
    expect(error.hint).toContain(hint);
  });
});

describe('when the key is first used', () => {
  test('it refuses an RSA key of 1024 bits, in every form', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    for (const key of [pem, privateKey.export({ format: 'jwk' }) as object]) {
      const error = await failureOf(() => write(privateKeyJwt({ key })));
      expect(error).toMatchObject({
        code: 'invalid_config',
        summary: 'The RSA key must have at least 2048 bits, and has 1024',
      });
    }
  });

  test('it refuses a key that is damaged', async () => {
    const { jwk, pem } = await testKey('RS256');
    const lines = pem.split('\n');
    const halfPem = [...lines.slice(0, 5), '-----END PRIVATE KEY-----'].join('\n');
    for (const key of [{ ...jwk, n: 'AQAB' }, { ...jwk, p: undefined }, halfPem]) {
      const error = await failureOf(() => write(privateKeyJwt({ key } as PrivateKeyJwtOptions)));
      expect(error.code).toBe('invalid_config');
      // The OpenSSL of Node 22 imports the first one, a key of 24 bits.
      expect(error.hint).toMatch(/^It is damaged or incomplete\.|^RFC 7518 §3\.3 requires it\./);
    }
  });
});

async function publicKey(): Promise<CryptoKey> {
  return publicKeyOf(await testKey('ES256'));
}

async function decryptionKey(): Promise<CryptoKey> {
  const algorithm = {
    name: 'RSA-OAEP',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  };
  return (await crypto.subtle.generateKey(algorithm, false, ['encrypt', 'decrypt'])).privateKey;
}

function pemOf(kind: 'pkcs1' | 'sec1' | 'encrypted' | 'x25519'): string {
  const format = 'pem' as const;
  if (kind === 'x25519') return generateKeyPairSync('x25519').privateKey.export({ format, type: 'pkcs8' }).toString();
  if (kind === 'pkcs1') {
    return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format, type: kind }).toString();
  }
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (kind === 'sec1') return privateKey.export({ format, type: kind }).toString();
  return privateKey.export({ format, type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'open' }).toString();
}
