import type { AnswerFunction } from '@grantkit/testing';
import { expect, test } from 'vitest';
import { createEndpointCaller, type EndpointCall, type ProviderClient } from '../src/index.ts';
import { failureOf } from './failure-of.ts';
import { inspectWhole } from './inspect-whole.ts';
import { clientSecret, createTestBed, type TestBedOptions } from './test-bed.ts';

async function startEndpoint(options: TestBedOptions = {}) {
  const bed = await createTestBed(options);
  const ask = createEndpointCaller(bed.client);
  const url = `${bed.server.url}/introspect`;
  return { ...bed, url, ask, asClient: () => ask({ url, parameters: { token: 'a-token' }, as: 'client' }) };
}

/** The answers of a server that accepts one secret. */
function knowing(secret: string): AnswerFunction {
  return ({ parameters }) =>
    parameters.get('client_secret') === secret
      ? { body: { active: true } }
      : { status: 401, body: { error: 'invalid_client' } };
}

test('twenty calls with a pair of secrets, of which the server accepts the second, send the first one once', async () => {
  const { server, asClient } = await startEndpoint({ clientSecret: ['old', 'new'] });
  server.answerApiAlways(knowing('new'));
  for (let call = 0; call < 20; call += 1) expect(await asClient()).toEqual({ active: true });
  const secrets = server.apiRequests.map(({ parameters }) => parameters.get('client_secret'));
  expect(secrets).toEqual(['old', ...Array(20).fill('new')]);
});

test('twenty calls with a wrong secret make one request, and the others get the remembered error', async () => {
  const { server, clock, asClient } = await startEndpoint();
  server.answerApiAlways(knowing('another'));
  const failures = [];
  for (let call = 0; call < 20; call += 1) failures.push(await failureOf(asClient()));
  expect(failures.map(({ code, cached }) => [code, cached])).toEqual([
    ['invalid_client', false],
    ...Array(19).fill(['invalid_client', true]),
  ]);
  expect(server.apiRequests).toHaveLength(1);

  // After a second the secret may be right.
  clock.advance(1_000);
  server.answerApiAlways(knowing(clientSecret));
  expect(await asClient()).toEqual({ active: true });
  expect(server.apiRequests).toHaveLength(2);
});

test('a refused credential holds back no call with a token or without authentication', async () => {
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
  ['an empty token', { as: { bearer: '' } }],
  ['a token beyond Latin-1', { as: { bearer: 'secret-token-ü€' } }],
  ['a header with a line break', { headers: { 'x-key': 'secret-token\nx-evil: 1' } }],
  ['a header whose name is not a name', { headers: { 'secret-token ': 'a' } }],
])('%s is invalid_config: nothing is sent, and the error does not show it', async (_, question) => {
  const { server, url, ask } = await startEndpoint();
  const error = await failureOf(ask({ url, ...question }));
  expect(error).toMatchObject({ code: 'invalid_config', provider: 'acme' });
  expect(inspectWhole(error) + error.stack).not.toContain('secret-token');
  expect(server.requests).toHaveLength(0);
});

test.each(['hang', 'hang-body'] as const)('an endpoint that answers with %s fails at the timeout', async (fate) => {
  const { server, clock, asClient } = await startEndpoint({ timeout: 4_000 });
  server.answerApiNext({ fate });
  const failure = failureOf(asClient());
  await clock.timers(1);
  clock.advance(4_000);
  expect(await failure).toMatchObject({ code: 'timeout', summary: 'No reply within 4000 ms', retryable: true });
  expect(clock.pendingTimers).toEqual([]);
});

test('a secret store that hangs fails at the timeout too', async () => {
  const { server, clock, asClient } = await startEndpoint({ clientSecret: () => new Promise(() => {}) });
  const failure = failureOf(asClient());
  clock.advanceToNextTimer();
  expect(await failure).toMatchObject({ code: 'timeout' });
  expect(server.requests).toHaveLength(0);
});

test('an abort frees the caller at once', async () => {
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

test('a call whose signal is aborted already sends nothing', async () => {
  const { server, clock, url, ask } = await startEndpoint();
  expect(await failureOf(ask({ url, as: 'client', signal: AbortSignal.abort() }))).toMatchObject({ code: 'aborted' });
  expect([server.requests.length, clock.pendingTimers.length]).toEqual([0, 0]);
});

test.each<[string, Omit<EndpointCall, 'url'>, string]>([
  ['the secret', { as: 'client' }, clientSecret],
  ['the token that the call is about', { as: 'client', parameters: { token: 'a-token-9c' } }, 'a-token-9c'],
  ['the token that authenticates the call', { as: { bearer: 'a-token-9c=' } }, 'a-token-9c'],
  ['a header of the call', { headers: { 'x-key': 'gateway-key' } }, 'gateway-key'],
  ['a header of the provider', { as: 'client' }, 'provider-key'],
])('the description of an endpoint that repeats %s is withheld', async (_, question, echoed) => {
  const { server, url, ask } = await startEndpoint({ provider: { headers: { 'x-provider': 'provider-key' } } });
  const words = `What is ${echoed}?`;
  server.answerApiNext({ status: 400, body: { error: 'invalid_request', error_description: words } });
  const error = await failureOf(ask({ url, ...question }));
  expect(error.description).toBe('(withheld: it repeats a credential)');
  expect(inspectWhole(error)).not.toContain(echoed);
});

test('a redirect is refused, and a reply that is not JSON is undefined', async () => {
  const { server, url, ask } = await startEndpoint();
  server.answerApiNext({ fate: 'redirect', status: 307, location: '/elsewhere' }, { body: 'OK' }, { status: 204 });
  expect(await failureOf(ask({ url, as: 'client' }))).toMatchObject({ code: 'redirect_refused' });
  expect(await ask({ url })).toBeUndefined();
  expect(await ask({ url })).toBeUndefined();
  expect(server.apiRequests.map((request) => request.url)).toEqual(Array(3).fill('/introspect'));
});

test.each<[string, (client: ProviderClient) => unknown]>([
  ['an object', () => ({})],
  ['undefined', () => undefined],
  ['a copy of a client', (client) => ({ ...client })],
  ['a copy of the client of a scope', (client) => ({ ...client.scoped('read') })],
])('%s is not a client that createProviderClient has made, and so invalid_config', async (_, make) => {
  const { server, client } = await createTestBed();
  const error = await failureOf(() => createEndpointCaller(make(client) as ProviderClient));
  expect(error).toMatchObject({ code: 'invalid_config', summary: expect.stringContaining('createProviderClient') });
  expect(server.requests).toHaveLength(0);
});

test('the client of a scope calls endpoints as the main client does, with the same memory of refused secrets', async () => {
  const { server, client, url, asClient } = await startEndpoint({ clientSecret: ['old', 'new'] });
  const askOfScope = createEndpointCaller(client.scoped('read'));
  server.answerApiAlways(knowing('new'));
  expect(await asClient()).toEqual({ active: true });
  expect(await askOfScope({ url, parameters: { token: 'a-token' }, as: 'client' })).toEqual({ active: true });
  const [, ofMain, ofScope] = server.apiRequests;
  expect(ofScope?.body).toBe(ofMain?.body);
  expect(server.apiRequests).toHaveLength(3);
});

test('an error does not repeat half of the token that it is asked about', async () => {
  const { server, url, ask } = await startEndpoint();
  const token = 'foreign-token-1f8c2e7a9b';
  server.answerApiNext({ status: 400, body: { error: 'invalid_request', message: `no ${token.slice(0, 14)}` } });
  const error = await failureOf(ask({ url, parameters: { token }, as: 'client' }));
  expect(error.description).toBe('(withheld: it repeats a credential)');
});

test('a 200 with an error throws only if readReply returned the error', async () => {
  const { server, url, ask } = await startEndpoint();
  server.answerApiAlways({ body: { error: 'other' } });
  expect(await ask({ url })).toEqual({ error: 'other' });
  const error = await failureOf(ask({ url, readReply: ({ body }) => ({ ...Object(body) }) }));
  expect(error).toMatchObject({ code: 'refused', error: 'other' });
});

test('a parameter that is no text is refused, as a whole token would be', async () => {
  const { server, url, ask } = await startEndpoint();
  const parameters = JSON.parse('{"token":{"accessToken":"a"}}');
  expect(await failureOf(ask({ url, parameters }))).toMatchObject({ code: 'invalid_config' });
  expect(server.requests).toEqual([]);
});
