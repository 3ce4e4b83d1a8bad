import { expect, test } from 'vitest';
import { readGrantedScope } from '../src/endpoint/granted-scope.ts';
import { ask } from './ask.ts';
import { createTestBed, times } from './test-bed.ts';

const token = 'the-token-0123456789';
const granted = (scope: unknown) => ({ body: { access_token: token, token_type: 'Bearer', scope } });
const scopeOf = async (scope: unknown, asked?: readonly string[], scopeSeparator?: string) =>
  (await ask(granted(scope), { ...(asked && { scope: asked }), scopeSeparator })).scope;

test.each<[string, unknown, string | undefined, readonly string[]]>([
  ['a list', ['read'], undefined, ['read']],
  ['a list with scopes in one string', ['read write', 'read'], undefined, ['read', 'write']],
  ['a list with junk in it', ['read', 7, null, { a: 1 }], undefined, ['read']],
  ['a string with the separator of the provider', 'read,write', ',', ['read', 'write']],
  ['a string with the separator and a space', 'read, write', ', ', ['read', 'write']],
  ['a string with spaces, in spite of the separator', 'read write', ',', ['read', 'write']],
  ['a string with a comma that is not the separator', 'read,write', undefined, ['read,write']],
])('the granted scope is read from %s', async (_, scope, separator, expected) => {
  expect(await scopeOf(scope, ['read', 'asked'], separator)).toEqual(expected);
});

test.each([[''], [' '], [null], [[]], [7], [true], [{ read: true }], [[7, {}]], ['"\\']])(
  'if a reply has a scope of %j, the token has the requested scope',
  async (scope) => {
    expect(await scopeOf(scope, ['read'])).toEqual(['read']);
    expect(await scopeOf(scope)).toBeUndefined();
  },
);

test.each([
  ['an escape sequence', 'read \u001b[2J'],
  ['letters beyond ASCII', 'read \u202eétirw'],
  ['the token', `read ${token}`],
  ['the secret', 'read acme-secret'],
  ['the secret in another text', 'read x:acme-secret:y'],
  ['the secret, percent-encoded', 'read acme%2Dsecret'],
  ['the Basic value', `read ${btoa('acme-client:acme-secret')}`],
  ['the secret in base64', `read ${btoa('acme-secret')}`],
  ['a name of 1,001 characters', `read ${'x'.repeat(1_001)}`],
])('%s does not get into the scope of a token', async (_, scope) => {
  expect(await scopeOf(scope)).toEqual(['read']);
});

test('a short secret or a header of the provider does not hide a scope', async () => {
  const options = { headers: { 'x-realm': 'customers' }, parameters: { audience: 'https://api.acme.example' } };
  const scope = 'customers https://api.acme.example/.default a';
  expect((await ask({ body: { access_token: 'a', token_type: 'Bearer', scope } }, options)).scope).toEqual(
    scope.split(' '),
  );
});

test('a token has at most 1,000 scopes, and `explain` shows 50 of them, cut at 200 characters', async () => {
  const { server, client } = await createTestBed();
  const scope = Array.from({ length: 2_500 }, (_, index) => `${'x'.repeat(300)}${index}`);
  server.answerNext({ fate: 'grant', token: { scope } });
  expect((await client.token()).scope).toEqual(scope.slice(0, 1_000));
  const shown = client.explain().token?.scope;
  expect(shown).toHaveLength(50);
  expect(shown?.[0]).toBe(`${'x'.repeat(200)}…`);
});

test('`explain` shows the token endpoint without its query, which can hold a key', async () => {
  const { client } = await createTestBed({ provider: { tokenEndpoint: 'https://acme.example/token?key=k3y' } });
  expect(client.explain().tokenEndpoint).toBe('https://acme.example/token?…');
});

test('half of a secret, and the other secret of a pair, do not get into the scope of a token', async () => {
  const secret = 'a-secret-of-33-characters-0123456';
  const other = 'other-secret-0123456789';
  const { server, client } = await createTestBed({ clientSecret: [secret, other] });
  server.answerNext({
    body: {
      access_token: 'the-token',
      token_type: 'Bearer',
      expires_in: 60,
      scope: `read ${secret.slice(0, 28)} ${other} ${btoa(secret).slice(0, 40)}`,
    },
  });
  expect((await client.token()).scope).toEqual(['read']);
});

test('one bad scope among many is left out, and the others stay', () => {
  const token = 'granted-9d2f41aa';
  const names = times(200, (n) => `scope-${n}`);
  const scope = [...names.slice(0, 77), `x${token}`, ...names.slice(77)].join(' ');
  expect(readGrantedScope(scope, { separator: undefined, credentials: () => [token] })).toEqual(names);
});

test('two scopes that are parts of a credential only together both stay', () => {
  const credentials = () => ['granted-9d2f41aa'];
  expect(readGrantedScope('granted -9d2f', { separator: undefined, credentials })).toEqual(['granted', '-9d2f']);
});

test('of a thousand bad scopes none is shown, and not each of them is searched', () => {
  const token = 'granted-9d2f41aa';
  const scope = times(1_000, (n) => `${token}${n}`);
  expect(readGrantedScope(scope, { separator: undefined, credentials: () => [token] })).toBeUndefined();
});

test('names that were asked for are shown without a search, and all others are searched', () => {
  let searches = 0;
  const credentials = () => {
    searches += 1;
    return [token];
  };
  const reading = { separator: undefined, asked: ['read', 'write'], credentials };
  expect(readGrantedScope('write read', reading)).toEqual(['write', 'read']);
  expect(searches).toBe(0);
  expect(readGrantedScope(`write extra ${token} read`, reading)).toEqual(['write', 'extra', 'read']);
  expect(searches).toBe(1);
});
