import { expect, test } from 'vitest';
import {
  type ClientOptions,
  clientSecretPost,
  createProviderClient,
  type Provider,
  parseOptions,
  type RequestParameters,
} from '../src/index.ts';
import { failureOf } from './failure-of.ts';
import { createTestBed } from './test-bed.ts';

/** What one token request contains. */
async function sent(provider: Partial<Provider>, options: Partial<ClientOptions> = {}) {
  const { server, client } = await createTestBed({ provider, ...options });
  server.answerNext({ body: { access_token: 'token', token_type: 'Bearer' } });
  await client.token();
  const [request] = server.tokenRequests;
  return { type: request?.headers['content-type'], body: request?.body };
}

const credentials = 'client_id=the-client&client_secret=the-secret';

test.each<[string, RequestParameters, RequestParameters, string]>([
  ["the provider's", { a: '1' }, {}, 'a=1'],
  ["the program's", {}, { a: '1' }, 'a=1'],
  ['both', { b: '2' }, { a: '1' }, 'a=1&b=2'],
  ['a list', { resource: ['x', 'y'] }, {}, 'resource=x&resource=y'],
  ["the program's list", {}, { resource: ['x', 'y'] }, 'resource=x&resource=y'],
  ['an empty list', { resource: [] }, {}, ''],
  ['a comma inside a value', { a: 'x,y' }, {}, 'a=x%2Cy'],
])('a form has %s', async (_, own, parameters, form) => {
  const { type, body } = await sent({ parameters: own }, { parameters });
  expect(type).toBe('application/x-www-form-urlencoded');
  expect(body).toBe(['grant_type=client_credentials', form, credentials].filter(Boolean).join('&'));
});

test('JSON has text for each parameter, and an array for a repeated one', async () => {
  const { type, body } = await sent(
    { requestBody: 'json', parameters: { grant_type: 'app', number: '7' } },
    { parameters: { resource: ['x', 'y'], one: ['z'], quote: '"é\u2028' }, scope: 'read write' },
  );
  expect(type).toBe('application/json');
  expect(JSON.parse(body ?? '')).toEqual({
    grant_type: 'app',
    resource: ['x', 'y'],
    one: 'z',
    quote: '"é\u2028',
    number: '7',
    client_id: 'the-client',
    client_secret: 'the-secret',
    scope: 'read write',
  });
});

test('a client authentication may remove what the provider does not want', async () => {
  const { body } = await sent({
    requestBody: 'json',
    clientAuth: {
      ...clientSecretPost(),
      authenticate({ clientId, clientSecret = '', body: parameters }) {
        parameters.delete('grant_type');
        parameters.set('app_id', clientId);
        parameters.set('app_secret', clientSecret);
      },
    },
  });
  expect(JSON.parse(body ?? '')).toEqual({ app_id: 'the-client', app_secret: 'the-secret' });
});

test.each([
  'grant_type',
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'scope',
  'Client_Secret',
  'account_id',
])('the option `parameters` cannot set %s', async (name) => {
  const provider: Provider = {
    name: 'acme',
    tokenEndpoint: 'https://auth.acme.example/token',
    clientAuth: clientSecretPost(),
    parameters: { account_id: 'one' },
  };
  const options = { clientId: 'id', clientSecret: 'secret', parameters: { [name]: 'the-value' } };
  const error = await failureOf(() => createProviderClient(provider, options));
  expect(error).toMatchObject({ code: 'invalid_config', summary: expect.stringContaining(`\`${name}\``) });
  expect(error.message).not.toContain('the-value');
});

test("a later change of the program's parameters changes nothing", async () => {
  const parameters = { audience: 'one', resource: ['x'] };
  const options = parseOptions('acme', {}, { clientId: 'the-client', clientSecret: 'the-secret', parameters });
  const { server, createClient } = await createTestBed();
  parameters.audience = 'two';
  parameters.resource.push('y');
  await createClient(options).token();
  const sentParameters = server.tokenRequests[0]?.parameters;
  expect([sentParameters?.getAll('audience'), sentParameters?.getAll('resource')]).toEqual([['one'], ['x']]);
});
