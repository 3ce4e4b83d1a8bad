import { createAuthorizationServer } from '@grantkit/testing';
import { expect, test } from 'vitest';
import { isScope, scopeList } from '../src/contract/scope.ts';
import { clientSecretBasic, createProviderClient } from '../src/index.ts';

test.each<[string | readonly string[] | undefined, readonly string[] | undefined]>([
  [undefined, undefined],
  ['', undefined],
  ['  ', undefined],
  [[], undefined],
  [['', ' '], undefined],
  ['a', ['a']],
  ['b a', ['b', 'a']],
  [' b  a\tb\n', ['b', 'a']],
  [
    ['b', 'a', 'b'],
    ['b', 'a'],
  ],
  [
    ['b a', 'c'],
    ['b', 'a', 'c'],
  ],
  ['A a', ['A', 'a']],
])('%j is the list %j', (scope, expected) => {
  const list = scopeList(scope);
  expect(list).toEqual(expected);
  expect(list === undefined || Object.isFrozen(list)).toBe(true);
});

test.each<[string | readonly string[], boolean]>([
  ['', true],
  ['a', true],
  ['https://acme.example/auth/a.b:read_write-1', true],
  ["!#$%&'()*+,-./:;<=>?@[]^_`{|}~", true],
  ['a"b', false],
  ['a\\b', false],
  ['é', false],
  ['a\u0000b', false],
  ['a\u007f', false],
  [['a', 'b"'], false],
  // White space for `split`, so it is an empty scope.
  ['\u00a0', true],
])('whether %j is a scope: %s', (scope, expected) => {
  expect(isScope(scope)).toBe(expected);
});

test.each<[string, string | readonly string[] | undefined, string | null]>([
  ['no scope', undefined, null],
  ['an empty one, which AM would read as a scope without a name', '', null],
  ['two, with a single space between them', ['b ', ' a'], 'b a'],
  ['three, in the order of the option', 'c a b', 'c a b'],
])('a request has %s', async (_, scope, sent) => {
  await using server = await createAuthorizationServer({ clients: [{ clientId: 'id', clientSecret: 'secret' }] });
  const client = createProviderClient(
    { name: 'acme', tokenEndpoint: server.tokenEndpoint, clientAuth: clientSecretBasic() },
    { clientId: 'id', clientSecret: 'secret', scope },
  );
  await client.token();
  expect(server.tokenRequests[0]?.parameters.get('scope')).toBe(sent);
});

test('the same scopes give the same client, in any order', () => {
  const client = createProviderClient(
    { name: 'acme', tokenEndpoint: 'https://auth.acme.example/token', clientAuth: clientSecretBasic() },
    { clientId: 'id', clientSecret: 'secret', scope: 'a b' },
  );
  expect(client.scoped(['b', 'a', 'b'])).toBe(client);
  expect(client.scoped('c d')).toBe(client.scoped(['d', 'c']));
  expect(client.scoped('c')).not.toBe(client.scoped('d'));
  expect(client.scoped('')).toBe(client.scoped([]));
  expect(client.scoped('')).not.toBe(client);
});
