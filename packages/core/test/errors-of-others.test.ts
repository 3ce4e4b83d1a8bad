import { expect, test } from 'vitest';
import { isScope } from '../src/contract/scope.ts';
import { type ClientAuth, clientSecretBasic, clientSecretPost, isGrantError, type Provider } from '../src/index.ts';
import { errorCode } from '../src/platform/foreign-error.ts';
import { ask } from './ask.ts';
import { failureOf } from './failure-of.ts';
import { inspectWhole } from './inspect-whole.ts';
import { createTestBed } from './test-bed.ts';

const words = 'S3cret-words';
const fail = (): never => {
  throw new Error(words);
};
const withGetters = () =>
  Object.defineProperties(new Error(words), { code: { get: fail }, cause: { get: fail }, message: { get: fail } });
const proxy = () => new Proxy(new Error(words), { get: fail, has: fail, getPrototypeOf: fail, ownKeys: fail });
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable(new Error(words), {});
  revoke();
  return proxy;
};
const errors: [string, () => unknown][] = [
  ['an error whose getters throw', withGetters],
  ['a proxy whose traps throw', proxy],
  ['a revoked proxy', revoked],
  ['an error whose cause is a proxy whose traps throw', () => new Error(words, { cause: proxy() })],
  ['undefined', () => undefined],
  ['a text', () => words],
];

test.each(errors)('%s has no code, and is not a GrantError', (_, error) => {
  expect(errorCode(error())).toBe('');
  expect(isGrantError(error())).toBe(false);
});

test.each(errors)('%s, thrown by any function of the user or adapter, becomes a GrantError', async (_, error) => {
  const rejects = async () => Promise.reject(error());
  const throws = () => {
    throw error();
  };
  const auth: ClientAuth = { ...clientSecretPost(), authenticate: rejects };
  const options: Partial<Provider & { fetch: typeof fetch }>[] = [
    { fetch: rejects },
    { clientAuth: auth },
    { headers: throws },
    { tokenEndpoint: rejects },
    { tokenEndpoint: throws },
    { hint: throws },
  ];
  for (const option of options) {
    const failure = await failureOf(ask({ status: 400, body: { error: 'invalid_request' } }, option));
    expect(inspectWhole(failure)).not.toContain(words);
  }
  const { client, clock } = await createTestBed({ clientSecret: rejects });
  expect(await failureOf(client.token(), clock)).toMatchObject({ code: 'credential_unavailable' });
});

test('if the function `tokenEndpoint` fails, the failure is retryable and shows the code', async () => {
  const tokenEndpoint = async () => Promise.reject(Object.assign(new Error(words), { code: 'ESTORE' }));
  expect(await failureOf(ask({}, { tokenEndpoint }))).toMatchObject({
    code: 'network',
    provider: 'acme',
    summary: 'The function `tokenEndpoint` failed (ESTORE)',
    retryable: true,
  });
});

test.each([`http://acme.example/${words}`, words, '', undefined, 7, {}])(
  'the function `tokenEndpoint` must not return %j',
  async (url) => {
    const tokenEndpoint = async () => JSON.parse(JSON.stringify({ url })).url;
    const failure = await failureOf(ask({}, { tokenEndpoint }));
    expect(failure).toMatchObject({ code: 'invalid_config', provider: 'acme' });
    expect(inspectWhole(failure)).not.toContain(words);
  },
);

test('if a provider’s hint throws or is not a string, the general hint is shown', async () => {
  const hints: Provider['hint'][] = [fail, () => JSON.parse('7')];
  for (const hint of hints) {
    expect((await failureOf(ask({ status: 404 }, { hint }))).hint).toContain('Check the host and the path');
    expect((await failureOf(ask({ fate: 'redirect', status: 307, location: '/' }, { hint }))).hint).toContain(
      'Configure the URL',
    );
  }
});

test.each([5, null, true, {}, [5], [null], Symbol('x')])('%s is not a scope', async (scope) => {
  expect(isScope(scope)).toBe(false);
  const { client } = await createTestBed({ provider: { clientAuth: clientSecretBasic() } });
  expect(() => Reflect.apply(client.scoped, client, [scope])).toThrow(
    expect.objectContaining({ code: 'invalid_config' }),
  );
});
