import { isGrantError } from '@grantkit/core';
import { expect, test, vi } from 'vitest';
import { failureOf } from '../../core/test/failure-of.ts';
import { privateKeyJwt, type SignFunction } from '../src/index.ts';
import { algorithms, testKey } from './keys.ts';
import { write } from './write.ts';

test('a function that signs gets the signing input, once for each attempt', async () => {
  const { sign } = await testKey('RS256');
  const key = vi.fn<SignFunction>(sign);
  const clientAuth = privateKeyJwt({ key, algorithm: 'RS256', keyId: 'kms' });
  expect(key).not.toHaveBeenCalled();
  const { assertion, header } = await write(clientAuth);
  expect(header).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'kms' });
  const [signingInput] = key.mock.calls[0]!;
  expect(new TextDecoder().decode(signingInput)).toBe(assertion.slice(0, assertion.lastIndexOf('.')));
  await write(clientAuth);
  expect(key).toHaveBeenCalledTimes(2);
});

test('it may return an ArrayBuffer, and it may be synchronous', async () => {
  const { cryptoKey } = await testKey('ES256');
  const subtle: SignFunction = (data) =>
    crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, cryptoKey, new Uint8Array(data));
  expect((await write(privateKeyJwt({ key: subtle, algorithm: 'ES256' }))).assertion).toMatch(/\.[\w-]{86}$/);
  const here = privateKeyJwt({ key: () => new Uint8Array(64), algorithm: 'ES256' });
  expect((await write(here)).assertion).toMatch(/\.A{86}$/);
});

test.each(algorithms)('a signature that is too short or too long for %s is refused', async (algorithm) => {
  for (const bytes of [0, 63, 255]) {
    const error = await failureOf(() => write(privateKeyJwt({ key: () => new Uint8Array(bytes), algorithm })));
    expect(error).toMatchObject({ code: 'invalid_config', summary: expect.stringContaining(`${bytes} bytes`) });
    expect(error.hint).toContain(algorithm.startsWith('ES') ? 'DER' : 'only the bytes of the signature');
  }
});

test.each([undefined, 'c2lnbmF0dXJl', { Signature: new Uint8Array(64) }])('%j is not a signature', async (returned) => {
  const key = (() => returned) as unknown as SignFunction;
  const error = await failureOf(() => write(privateKeyJwt({ key, algorithm: 'ES256' })));
  expect(error).toMatchObject({
    code: 'invalid_config',
    summary: 'The function that signs must return a Uint8Array or an ArrayBuffer',
  });
});

test('what it throws reaches the engine unchanged', async () => {
  const failure = Object.assign(new Error('KMS says no'), { code: 'ECONNREFUSED' });
  const key = () => Promise.reject(failure);
  const outcome = await write(privateKeyJwt({ key, algorithm: 'ES256' })).catch((error: unknown) => error);
  expect(outcome).toBe(failure);
  expect(isGrantError(outcome)).toBe(false);
});
