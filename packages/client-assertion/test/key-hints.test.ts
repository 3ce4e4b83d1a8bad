import { isGrantError } from '@grantkit/core';
import { expect, test } from 'vitest';
import { privateKeyJwt } from '../src/index.ts';
import { testKey } from './keys.ts';

function failureOf(key: unknown) {
  try {
    privateKeyJwt(Object.assign({ key: '' }, { key }));
  } catch (error) {
    if (isGrantError(error)) return error;
    throw error;
  }
  throw new Error('There was no failure');
}

const { pem } = await testKey('ES256');

test.each<[string, unknown, string]>([
  ['a PEM that is base64 once more', btoa(pem), 'in base64 once more. Decode it first'],
  ['the same with line breaks around it', `\n${btoa(`${pem}\n`)}\n`, 'in base64 once more. Decode it first'],
  ['a Buffer', Buffer.from(pem), 'Pass the PEM as text'],
  ['a Uint8Array', new TextEncoder().encode(pem), 'Pass the PEM as text'],
  ['an ArrayBuffer', new TextEncoder().encode(pem).buffer, 'Pass the PEM as text'],
  ['an absolute path', '/run/secrets/private-key', 'Read the file'],
  ['a relative path', './keys/private', 'Read the file'],
  ['a file name', 'private-key.pem', 'Read the file'],
  ['a path of Windows', 'C:\\keys\\private', 'Read the file'],
  ['a file URL as text', 'file:///run/secrets/private-key', 'Read the file'],
  ['a file URL', new URL('file:///run/secrets/private-key'), 'Read the file'],
])('%s as `key` is refused with a hint at the cause', (_, key, hint) => {
  const error = failureOf(key);
  expect(error).toMatchObject({ code: 'invalid_config', provider: 'client-assertion' });
  expect(error.hint).toContain(hint);
  expect(error.message).not.toContain('secrets');
});
