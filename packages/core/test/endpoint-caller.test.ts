import { inspect } from 'node:util';
import { type AnswerFunction, createFakeClock, type FakeClock } from '@grantkit/testing';
import { expect, test } from 'vitest';
import {
  type ClientOptions,
  clientSecretPost,
  createEndpointCaller,
  createProviderClient,
  type EndpointCall,
  type Provider,
} from '../src/index.ts';
import { startServer } from './acme-api.ts';
import { failureOf } from './ask.ts';

async function startEndpoint(options: Partial<ClientOptions> = {}, provider: Partial<Provider> = {}) {
  const clock: FakeClock = createFakeClock();
  const server = await startServer();
  const client = createProviderClient(
    { name: 'acme', tokenEndpoint: server.tokenEndpoint, clientAuth: clientSecretPost(), ...provider },
    { clientId: 'acme-client', clientSecret: 'acme-secret', clock, ...options },
  );
  const ask = createEndpointCaller(client);
  const url = `${server.url}/introspect`;
  return {
    server,
    clock,
    client,
    url,
    ask,
    asClient: () => ask({ url, parameters: { token: 'a-token' }, as: 'client' }),
  };
}

/** Knows one secret. */
function knowing(secret: string): AnswerFunction {
  return ({ parameters }) =>
    parameters.get('client_secret') === secret
      ? { body: { active: true } }
      : { status: 401, body: { error: 'invalid_client' } };
}

test('twenty calls with a pair of secrets, of which the server knows the second, fail to authenticate once', async () => {
  const { server, asClient } = await startEndpoint({ clientSecret: ['old', 'new'] });
  server.answerApiAlways(knowing('new'));
  for (let call = 0; call < 20; call += 1) expect(await asClient()).toEqual({ active: true });
  const secrets = server.apiRequests.map(({ parameters }) => parameters.get('client_secret'));
  expect(secrets).toEqual(['old', ...Array(20).fill('new')]);
});

test('twenty calls with a wrong secret are one request, and the others are told what it said', async () => {
  const { server, clock, asClient } = await startEndpoint();
  server.answerApiAlways(knowing('another'));
  const failures = [];
  for (let call = 0; call < 20; call += 1) failures.push(await failureOf(asClient()));
  expect(failures.map(({ code, cached }) => [code, cached])).toEqual([
    ['invalid_client', false],
    ...Array(19).fill(['invalid_client', true]),
  ]);
  expect(server.apiRequests).toHaveLength(1);

  // After a second it may have become right.
  clock.advance(1_000);
  server.answerApiAlways(knowing('acme-secret'));
  expect(await asClient()).toEqual({ active: true });
  expect(server.apiRequests).toHaveLength(2);
});

test('a refused client keeps nobody from asking with a token, or with nothing', async () => {
  const { server, url, ask, asClient } = await startEndpoint();
  server.answerApiNext({ status: 401, body: { error: 'invalid_client' } });
  await failureOf(asClient());
  server.answerApiAlways({ body: { sub: 'acme' } });
  expect(await ask({ url, as: { bearer: 'a-token' } })).toEqual({ sub: 'acme' });
  expect(await ask({ url })).toEqual({ sub: 'acme' });
  const [, withToken, plain] = server.apiRequests;
  expect(withToken).toMatchObject({ method: 'GET', body: '', headers: { authorization: 'Bearer a-token' } });
  expect(plain?.headers).not.toHaveProperty('authorization');
});

test.each<[string, Omit<EndpointCall, 'url'>]>([
  ['a token with a line break', { as: { bearer: 'secret-token\r\nx-evil: 1' } }],
  ['a token with a line break at its end', { as: { bearer: 'secret-token\n' } }],
  ['a token that is empty', { as: { bearer: '' } }],
  ['a token beyond Latin-1', { as: { bearer: 'secret-token-ü€' } }],
  ['a header with a line break', { headers: { 'x-key': 'secret-token\nx-evil: 1' } }],
  ['a header whose name is none', { headers: { 'secret-token ': 'a' } }],
])('%s is invalid_config, with nothing sent and nothing told', async (_, question) => {
  const { server, url, ask } = await startEndpoint();
  const error = await failureOf(ask({ url, ...question }));
  expect(error).toMatchObject({ code: 'invalid_config', provider: 'acme' });
  expect(inspect(error, { depth: null, showHidden: true }) + error.stack).not.toContain('secret-token');
  expect(server.requests).toHaveLength(0);
});

test.each(['hang', 'hang-body'] as const)('an endpoint that answers with %s costs the timeout', async (fate) => {
  const { server, clock, asClient } = await startEndpoint({ timeout: 4_000 });
  server.answerApiNext({ fate });
  const failure = failureOf(asClient());
  await clock.timers(1);
  clock.advance(4_000);
  expect(await failure).toMatchObject({ code: 'timeout', summary: 'No reply within 4000 ms', retryable: true });
  expect(clock.pendingTimers).toEqual([]);
});

test('a secret store that hangs costs the timeout too', async () => {
  const { server, clock, asClient } = await startEndpoint({ clientSecret: () => new Promise(() => {}) });
  const failure = failureOf(asClient());
  clock.advanceToNextTimer();
  expect(await failure).toMatchObject({ code: 'timeout' });
  expect(server.requests).toHaveLength(0);
});

test('whoever gives up waiting is free at once', async () => {
  const { server, clock, url, ask } = await startEndpoint();
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  server.answerApiNext(() => {
    arrive();
    return { fate: 'hang' };
  });
  const controller = new AbortController();
  const failure = failureOf(ask({ url, as: 'client', signal: controller.signal }));
  await arrived;
  controller.abort();
  expect(await failure).toMatchObject({ code: 'aborted', retryable: false });
  expect(clock.pendingTimers).toEqual([]);
});

test('whoever gave up before asking asks nothing', async () => {
  const { server, clock, url, ask } = await startEndpoint();
  expect(await failureOf(ask({ url, as: 'client', signal: AbortSignal.abort() }))).toMatchObject({ code: 'aborted' });
  expect([server.requests.length, clock.pendingTimers.length]).toEqual([0, 0]);
});

test.each<[string, Omit<EndpointCall, 'url'>, string]>([
  ['the secret', { as: 'client' }, 'acme-secret'],
  ['the token that it was asked about', { as: 'client', parameters: { token: 'a-token-9c' } }, 'a-token-9c'],
  ['the token that it was asked with', { as: { bearer: 'a-token-9c=' } }, 'a-token-9c'],
  ['a header of the call', { headers: { 'x-key': 'gateway-key' } }, 'gateway-key'],
  ['a header of the provider', { as: 'client' }, 'provider-key'],
])('an endpoint that repeats %s is not quoted', async (_, question, echoed) => {
  const { server, url, ask } = await startEndpoint({}, { headers: { 'x-provider': 'provider-key' } });
  const words = `What is ${echoed}?`;
  server.answerApiNext({ status: 400, body: { error: 'invalid_request', error_description: words } });
  const error = await failureOf(ask({ url, ...question }));
  expect(error.description).toBe('(withheld: it repeats a credential)');
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain(echoed);
});

test('a redirect is refused, and a reply that is no JSON is undefined', async () => {
  const { server, url, ask } = await startEndpoint();
  server.answerApiNext({ fate: 'redirect', status: 307, location: '/elsewhere' }, { body: 'OK' }, { status: 204 });
  expect(await failureOf(ask({ url, as: 'client' }))).toMatchObject({ code: 'redirect_refused' });
  expect(await ask({ url })).toBeUndefined();
  expect(await ask({ url })).toBeUndefined();
  expect(server.apiRequests.map((request) => request.url)).toEqual(Array(3).fill('/introspect'));
});
