import { expect, test } from 'vitest';
import { clientSecretBasic, createEndpointCaller, createProviderClient, isTokenEndpointUrl } from '../src/index.ts';
import { failureOf } from './failure-of.ts';
import { createTestBed } from './test-bed.ts';

const base = 'https://auth.acme.example';

test.each([
  `${base}/token`,
  `${base}/token?p=B2C_1_x`,
  `${base}/token?realm=/a&x=%20`,
  `${base}/token?`,
  `${base}?a@b`,
])('%s can be a token endpoint', (url) => {
  expect(isTokenEndpointUrl(url)).toBe(true);
});

test.each([
  `${base}/token#x`,
  `${base}/token?p=x#y`,
  `${base}/../token?p=x`,
  `${base}/token?p=a b`,
  `${base}/token?client_secret=x`,
  `${base}/token?p=x&client_assertion=x`,
  'https://user@auth.acme.example/token?p=x',
  'http://auth.acme.example/token?p=x',
  '/token?p=x',
])('%s cannot be a token endpoint', (url) => {
  expect(isTokenEndpointUrl(url)).toBe(false);
});

test('the query of a token endpoint is sent as it is written, whether the URL is given or found', async () => {
  const { server, createClient } = await createTestBed();
  const tokenEndpoint = `${server.tokenEndpoint}?p=B2C_1_x&realm=/a%20b`;
  for (const endpoint of [tokenEndpoint, async () => tokenEndpoint]) {
    await createClient({ provider: { tokenEndpoint: endpoint } }).token();
  }
  expect(server.requests.map(({ url }) => url)).toEqual(Array(2).fill('/token?p=B2C_1_x&realm=/a%20b'));
});

test('a base URL must not have a query', () => {
  const create = () =>
    createProviderClient(
      { name: 'acme', tokenEndpoint: `${base}/token?a=b`, apiBaseUrl: `${base}?a=b`, clientAuth: clientSecretBasic() },
      { clientId: 'id', clientSecret: 'secret' },
    );
  expect(create).toThrow(expect.objectContaining({ code: 'invalid_config' }));
});

test.each(['http://auth.acme.example/introspect', 'nonsense', `${base}/introspect#x`])(
  'another endpoint cannot be %s',
  async (url) => {
    const { client } = await createTestBed();
    const failure = await failureOf(createEndpointCaller(client)({ url, as: 'client' }));
    expect(failure).toMatchObject({ code: 'invalid_config', provider: 'acme' });
  },
);
