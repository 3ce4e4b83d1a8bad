import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import {
  type ClientOptions,
  clientSecretBasic,
  createProviderClient,
  endpointUrl,
  memoryTokenCache,
  type Provider,
  parseOptions,
  tokenEndpointUrl,
} from '../src/index.ts';
import { failureOf } from './failure-of.ts';
import { inspectWhole } from './inspect-whole.ts';

// A part of every wrong value, so that the test sees when an error repeats one.
const value = 'value-4c1d';
const good = { clientId: 'id', clientSecret: 'secret' };

const times = [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '1000', value, null, {}];
const wrong: Record<keyof ClientOptions, readonly unknown[]> = {
  clientId: ['', ' \n', 5, null, [value], { value }],
  clientSecret: ['', '  ', [], [value], [value, ''], [value, value, value], [value, 5], 5, null, { value }],
  scope: [5, null, { value }, [value, 5], [''], [[value]], `"${value}"`, `${value}\\`, `${value}é`, `${value}\u0000`],
  parameters: [5, null, value, [value], () => ({ value }), new Map([[value, value]]), new URLSearchParams({ value })],
  cache: [value, null, {}, { get() {}, set() {} }, { get: value, set() {}, delete() {} }],
  fetch: [value, null, {}, { fetch() {} }],
  timeout: times,
  maxRetryAfter: times,
  expiryMargin: [-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '1000', value, null, {}],
  waitUntil: [value, null, {}, { waitUntil() {} }],
  onEvent: [value, null, {}, { emit() {} }],
  clock: [value, null, {}, { now: Date.now }, () => 0],
};

describe.each(Object.entries(wrong))('the option %s', (name, values) => {
  test.each(values.map((each) => [each]))('must not be %j', async (each) => {
    const error = await failureOf(() => parseOptions('acme', {}, { ...good, [name]: each }));
    expect(error).toMatchObject({ code: 'invalid_config', provider: 'acme', retryable: false, status: undefined });
    expect(error.summary).toMatch(new RegExp(`^The option \`${name}\` must be (?!undefined)\\S`));
    expect(inspectWhole(error)).not.toContain(value);
  });
});

const accepted: Record<keyof ClientOptions, readonly unknown[]> = {
  clientId: ['id', 'my client: é😀'],
  clientSecret: ['s', ['a', 'b'], () => 's', undefined],
  scope: ['', 'a b', ' a  b ', [], ['a'], ['a b', 'c'], '!#[]~', undefined],
  parameters: [
    {},
    { audience: 'a' },
    { resource: ['a', 'b'], empty: '' },
    Object.assign(Object.create(null), { audience: 'a' }),
    undefined,
  ],
  cache: [memoryTokenCache(), undefined],
  fetch: [globalThis.fetch, undefined],
  timeout: [1, 0.5, 2 ** 31 - 1, undefined],
  maxRetryAfter: [1, 2 ** 31 - 1, undefined],
  expiryMargin: [0, 1, 2 ** 31 - 1, undefined],
  waitUntil: [() => {}, undefined],
  onEvent: [() => {}, async () => {}, undefined],
  clock: [{ now: Date.now, monotonic: Date.now, after: () => () => {} }, undefined],
};

test.each(Object.entries(accepted))('the option %s is returned as it is', (name, values) => {
  for (const each of values) expect(parseOptions('acme', {}, { ...good, [name]: each })).toHaveProperty(name, each);
});

test.each<[string, unknown, string]>([
  ['no options', undefined, 'The options must be an object'],
  ['null', null, 'The options must be an object'],
  ['text', value, 'The options must be an object'],
  ['no client id', { clientSecret: value }, 'The option `clientId` is missing'],
  ['a misspelt option', { ...good, region: 'eu', clientSecrets: value }, 'Unknown option `clientSecrets`'],
  ['a misspelt option that is required', { ...good, Region: value }, 'Unknown option `Region`'],
  ['an option of Object itself', { ...good, region: 'eu', toString: () => value }, 'Unknown option `toString`'],
  ['a long name', { ...good, region: 'eu', [`x${'y'.repeat(99)}`]: value }, `Unknown option \`x${'y'.repeat(39)}\``],
  ['a missing option of the adapter', good, 'The option `region` is missing'],
  ['a wrong option of the adapter', { ...good, region: value }, 'The option `region` must be `eu` or `us`'],
  [
    'a parameter that is not text',
    { ...good, region: 'eu', parameters: { audience: { value } } },
    'The option `parameters.audience` must be a string or a list of strings',
  ],
  [
    'a wrong member of an option',
    { ...good, region: 'eu', hosts: { api: 5, auth: value } },
    'The option `hosts.api` must be string',
  ],
])('%s is an error of one sentence', async (_, options, summary) => {
  const entries = {
    region: v.picklist(['eu', 'us'], '`eu` or `us`'),
    hosts: v.optional(v.object({ api: v.string(), auth: v.string() })),
  };
  const error = await failureOf(() => parseOptions('acme', entries, options));
  expect(error.summary).toBe(summary);
  expect(inspectWhole(error)).not.toContain(value);
});

test.each([
  ['http://openam.example.com:8080/openam', 'because http:// sends credentials unencrypted. To try a server without'],
  ['HTTP://keycloak:8080/realms/prod', 'reach it as http://localhost'],
  ['http://keycloak:8080/realms/../prod', 'fragment'],
])('the URL %s is refused as a base URL and as a token endpoint, and the error says what to do', async (url, words) => {
  for (const schema of [endpointUrl(), tokenEndpointUrl()]) {
    const error = await failureOf(() => parseOptions('acme', { url: schema }, { ...good, url }));
    expect(error.summary).toMatch(/^The option `url` must be an https:\/\/ URL/);
    expect(error.summary).toContain(words);
    expect(inspectWhole(error)).not.toContain(url);
  }
});

test('the error about an unknown option lists the options that there are', async () => {
  const error = await failureOf(() => parseOptions('acme', { region: v.string() }, { ...good, region: 'eu', zone: 1 }));
  expect(error.hint).toBe(
    'The options are `region`, `clientId`, `clientSecret`, `scope`, `parameters`, `cache`, `fetch`, `timeout`, ' +
      '`maxRetryAfter`, `expiryMargin`, `waitUntil`, `onEvent`, `clock`.',
  );
});

describe('createProviderClient', () => {
  const provider: Provider = {
    name: 'acme',
    tokenEndpoint: 'https://auth.acme.example/token',
    clientAuth: clientSecretBasic(),
  };

  test('requires the secret that the client authentication uses', async () => {
    expect(await failureOf(() => createProviderClient(provider, { clientId: 'id' }))).toMatchObject({
      code: 'invalid_config',
      summary: 'The option `clientSecret` is missing. The method client_secret_basic needs it',
    });
  });

  test('refuses a scope that could break out of its header or form, in the options and in `scoped`', async () => {
    const scope = `"${value}`;
    const errors = [
      await failureOf(() => createProviderClient(provider, { ...good, scope })),
      await failureOf(() => createProviderClient(provider, good).scoped([scope])),
    ];
    for (const error of errors) {
      expect(error.code).toBe('invalid_config');
      expect(inspectWhole(error)).not.toContain(value);
    }
  });
});
