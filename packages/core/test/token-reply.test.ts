import { gzipSync } from 'node:zlib';
import { createFakeClock, type Reply } from '@grantkit/testing';
import { describe, expect, test } from 'vitest';
import type { GrantErrorCode } from '../src/index.ts';
import { type Ask, ask } from './ask.ts';
import { failureOf } from './failure-of.ts';
import { inspectWhole } from './inspect-whole.ts';

const token = 'eyJ0b2tlbiI.-_~+/=';
const reply = { access_token: token, token_type: 'Bearer', expires_in: 3600, scope: 'read' };
const mebibyte = 1_048_576;

describe('a token reply is read leniently', () => {
  const defaultLifetime = 300_000;

  test.each<[string, object, number]>([
    ['an ordinary lifetime', { expires_in: 3600 }, 3_600_000],
    ['a second less, as AM says', { expires_in: 3599 }, 3_599_000],
    ['58 days, as Pulsoid gives', { expires_in: 5_011_271 }, 5_011_271_000],
    ['a numeric string', { expires_in: '3600' }, 3_600_000],
    ['a fraction of a second', { expires_in: 0.5 }, 500],
    ['a fraction in a string', { expires_in: '59.5' }, 59_500],
    ['the longest lifetime', { expires_in: 2 ** 31 - 1 }, (2 ** 31 - 1) * 1000],
    ['no lifetime', { expires_in: undefined }, defaultLifetime],
    ['null for a lifetime', { expires_in: null }, defaultLifetime],
    ['bearer in lower case', { token_type: 'bearer' }, 3_600_000],
    ['BEARER in upper case', { token_type: 'BEARER' }, 3_600_000],
    ['unknown members', { userId: null, error_uri: 'x', refresh_token: 'r', nested: { a: [1] } }, 3_600_000],
    ['a member named __proto__', JSON.parse('{"__proto__":{"error":"x"}}'), 3_600_000],
  ])('%s', async (_, members, lifetime) => {
    const { issuedAt, expiresAt, ...rest } = await ask({ body: { ...reply, ...members } });
    expect(rest).toEqual({ accessToken: token, tokenType: 'Bearer', scope: ['read'], details: {} });
    expect(expiresAt - issuedAt).toBe(lifetime);
  });

  test("the provider's default lifetime is used if it has one", async () => {
    const clock = createFakeClock();
    const { expiresAt } = await ask({ body: { ...reply, expires_in: undefined } }, { clock, defaultLifetime: 7_000 });
    expect(expiresAt).toBe(clock.now() + 7_000);
  });

  test('a token may have 65,536 characters', async () => {
    const long = 'x'.repeat(65_536);
    expect((await ask({ body: { ...reply, access_token: long } })).accessToken).toBe(long);
  });

  test.each<[string, unknown, Ask['scope'], readonly string[] | undefined]>([
    ['the one that the server names', 'b a', ['a'], ['b', 'a']],
    ['the requested one, if the server names none', undefined, ['a', 'b'], ['a', 'b']],
    ['undefined, if none was requested either', undefined, undefined, undefined],
    ['the requested one, if the server says null', null, ['a'], ['a']],
    ['the requested one, if the server says an empty string', '', ['a'], ['a']],
    ['the requested one, if the server says something else than text', [7], ['a'], ['a']],
    ['without repeated and empty names', ' b  b a ', undefined, ['b', 'a']],
  ])('the scope is %s', async (_, scope, asked, expected) => {
    const token = await ask({ body: { ...reply, scope } }, asked && { scope: asked });
    expect(token.scope).toEqual(expected);
  });

  test.each<[string, Reply]>([
    ['no content type', { body: JSON.stringify(reply) }],
    ['a content type of text', { body: JSON.stringify(reply), headers: { 'content-type': 'text/plain' } }],
    ['status 201', { status: 201, body: reply }],
    ['white space around it', { body: `\r\n ${JSON.stringify(reply)}\n` }],
    ['a byte order mark', { body: `\ufeff${JSON.stringify(reply)}` }],
    ['gzip', { headers: { 'content-encoding': 'gzip' }, body: gzipSync(JSON.stringify(reply)) }],
    ['exactly 1 MiB', { body: JSON.stringify(reply).padEnd(mebibyte) }],
  ])('%s', async (_, answer) => {
    expect((await ask(answer)).accessToken).toBe(token);
  });
});

describe('a token reply is read strictly', () => {
  const json = (members: object): Reply => ({ body: { ...reply, ...members } });
  const noObject = 'the body must be a JSON object';
  const badToken = '`access_token` must be printable ASCII without spaces';

  test.each<[string, Reply, string]>([
    ['no access_token', json({ access_token: undefined }), '`access_token` is missing'],
    ['null for an access_token', json({ access_token: null }), '`access_token` must be a string'],
    ['an object for an access_token', json({ access_token: { token } }), '`access_token` must be a string'],
    ['an empty access_token', json({ access_token: '' }), badToken],
    ['a space in the token', json({ access_token: `${token} x` }), badToken],
    ['a line break after the token', json({ access_token: `${token}\n` }), badToken],
    ['a header smuggled into the token', json({ access_token: `${token}\r\nx-admin: 1` }), badToken],
    ['a NUL in the token', json({ access_token: `${token}\u0000` }), badToken],
    ['a token beyond ASCII', json({ access_token: `${token}é` }), badToken],
    [
      'a token of 65,537 characters',
      json({ access_token: token.padEnd(65_537, 'x') }),
      '`access_token` must have at most 65,536 characters',
    ],
    ['no token_type', json({ token_type: undefined }), '`token_type` is missing'],
    ['null for a token_type', json({ token_type: null }), '`token_type` must be a string'],
    ['another token_type', json({ token_type: 'mac' }), '`token_type` must be Bearer'],
    ['a token_type that only begins with Bearer', json({ token_type: 'Bearer2' }), '`token_type` must be Bearer'],
    ['DPoP', json({ token_type: 'DPoP' }), '`token_type` must be Bearer'],
    ['NaN in a string', json({ expires_in: 'NaN' }), '`expires_in` must be a number of seconds'],
    ['Infinity in a string', json({ expires_in: 'Infinity' }), '`expires_in` must be a number of seconds'],
    ['an exponent in a string', json({ expires_in: '1e3' }), '`expires_in` must be a number of seconds'],
    ['hexadecimal', json({ expires_in: '0x10' }), '`expires_in` must be a number of seconds'],
    ['a unit', json({ expires_in: '3600s' }), '`expires_in` must be a number of seconds'],
    ['true for a lifetime', json({ expires_in: true }), '`expires_in` must be a number of seconds'],
    ['NaN, which is not JSON', { body: JSON.stringify(reply).replace('3600', 'NaN') }, noObject],
    ['HTML', { headers: { 'content-type': 'text/html' }, body: `<html>${token}</html>` }, noObject],
    ['an array', { body: [reply] }, noObject],
    ['a string', { body: JSON.stringify(token) }, noObject],
    ['null', { body: 'null' }, noObject],
    ['an empty body', { body: '' }, noObject],
    ['status 204', { status: 204 }, noObject],
    ['JSON that ends too early', { body: JSON.stringify(reply).slice(0, -1) }, noObject],
    ['JSON with something after it', { body: `${JSON.stringify(reply)};` }, noObject],
    ['a form, as old servers reply', { body: `access_token=${token}&token_type=bearer` }, noObject],
    ['more than 1 MiB', { body: JSON.stringify(reply).padEnd(mebibyte + 1) }, 'the body is larger than 1 MiB'],
    [
      'more than 1 MiB after decompression',
      { headers: { 'content-encoding': 'gzip' }, body: gzipSync(JSON.stringify(reply).padEnd(32 * mebibyte)) },
      'the body is larger than 1 MiB',
    ],
  ])('%s is invalid_response, and the error repeats nothing of it', async (_, answer, problem) => {
    const error = await failureOf(ask(answer));
    expect(error).toMatchObject({ code: 'invalid_response', status: answer.status ?? 200, retryable: false });
    expect(error.summary).toContain(`The token endpoint did not return a token: ${problem}`);
    expect(inspectWhole(error)).not.toContain(token);
  });

  test.each<[string, object, GrantErrorCode]>([
    ['invalid_client', { error: 'invalid_client' }, 'invalid_client'],
    ['an error and a token', { ...reply, error: 'invalid_scope' }, 'invalid_scope'],
    ['an error that is not in the RFC', { ...reply, error: 'consent_required' }, 'refused'],
    ['an error that is not a string', { ...reply, error: { code: 1 } }, 'invalid_response'],
  ])('status 200 with %s is an error', async (_, body, code) => {
    const error = await failureOf(ask({ body }));
    expect(error).toMatchObject({ code, status: 200 });
    expect(inspectWhole(error)).not.toContain(token);
  });
});
