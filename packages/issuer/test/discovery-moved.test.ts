import type { Answer } from '@grantkit/testing';
import { expect, test } from 'vitest';
import { type StandardServer, startStandardServer } from './start-standard-server.ts';

const minute = 60_000;

const gone: readonly (readonly [string, Answer, string])[] = [
  ['a 404', { status: 404 }, 'not_found'],
  ['a 410', { status: 410 }, 'refused'],
  ...([301, 302, 307, 308] as const).map(
    (status) => [`a ${status}`, { fate: 'redirect', status, location: '/v2/token' }, 'redirect_refused'] as const,
  ),
];

/** A client that knows the metadata, and a server whose token endpoint `/token` answers so from now on. */
async function moved(answer: Answer) {
  const standard = await startStandardServer();
  const client = standard.connect();
  await client.token();
  standard.clock.advance(minute);
  standard.server.reset();
  standard.server.answerAlways(({ url }) => (url === '/token' ? answer : { fate: 'grant' }));
  return { ...standard, client };
}

/** The document names `/v2/token` from now on. */
function moveTo({ server, document }: StandardServer, origin = server.url): void {
  server.answerApiAlways({ body: { ...document, token_endpoint: `${origin}/v2/token` } });
}

function urlsOf({ server }: StandardServer): readonly string[] {
  return server.requests.map(({ method, url }) => `${method} ${url}`);
}

const metadata = 'GET /realms/prod/.well-known/openid-configuration';

test.each(gone)('after %s the document is fetched again, and the new endpoint gets the request', async (_, answer) => {
  const standard = await moved(answer);
  moveTo(standard);
  await expect(standard.client.token({ forceRefresh: true })).resolves.toMatchObject({ tokenType: 'Bearer' });
  expect(urlsOf(standard)).toEqual(['POST /token', metadata, 'POST /v2/token']);
  const [first, second] = standard.server.tokenRequests;
  expect(second?.headers['authorization']).toBe(first?.headers['authorization']);

  await standard.client.token({ forceRefresh: true });
  expect(urlsOf(standard)).toHaveLength(4);
  expect(await standard.client.metadata()).toMatchObject({ tokenEndpoint: `${standard.server.url}/v2/token` });
});

test.each(gone)('after %s with an unchanged document the failure is thrown', async (_, answer, code) => {
  const { client, ...standard } = await moved(answer);
  await expect(client.token({ forceRefresh: true })).rejects.toMatchObject({ code });
  expect(urlsOf({ ...standard })).toEqual(['POST /token', metadata]);
});

test.each([
  ['cannot be fetched', { status: 503 }],
  ['is not found', { status: 404 }],
  ['names an origin that is not allowed', undefined],
] as const)('if the new document %s, the failure of the token endpoint is thrown', async (_, answer) => {
  const standard = await moved({ status: 410, body: { error_description: 'This endpoint is gone' } });
  if (answer === undefined) moveTo(standard, 'https://evil.example');
  else standard.server.answerApiAlways(answer);
  await expect(standard.client.token({ forceRefresh: true })).rejects.toMatchObject({
    code: 'refused',
    status: 410,
    description: 'This endpoint is gone',
  });
  expect(standard.server.tokenRequests).toHaveLength(1);
});

test('the second failure is thrown, and nothing is sent a third time', async () => {
  const standard = await moved({ status: 404 });
  moveTo(standard);
  standard.server.answerAlways({ status: 404 });
  await expect(standard.client.token({ forceRefresh: true })).rejects.toMatchObject({ code: 'not_found' });
  expect(urlsOf(standard)).toEqual(['POST /token', metadata, 'POST /v2/token']);
});

test('the document is fetched again at most once a minute, also in the first minute', async () => {
  const { server, clock, connect, documentRequests } = await startStandardServer();
  const client = connect();
  server.answerAlways({ status: 404 });
  const asked: number[] = [];
  for (let second = 0; second <= 180; second += 1) {
    const before = documentRequests().length;
    await expect(client.token({ forceRefresh: true })).rejects.toMatchObject({ code: 'not_found' });
    if (documentRequests().length > before) asked.push(second);
    clock.advance(1_000);
  }
  expect(asked).toEqual([0, 60, 120, 180]);
});

test('a request that learns late of the move uses the document that another one has fetched', async () => {
  const standard = await startStandardServer();
  const { server, clock } = standard;
  const client = standard.connect({ timeout: 300_000 });
  await client.metadata();
  clock.advance(minute);
  moveTo(standard);
  const [arrived, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  server.answerNext(() => {
    arrived.resolve();
    return { status: 404, release: release.promise };
  });
  const late = client.token();
  await arrived.promise;
  server.answerNext({ status: 404 });
  await client.scoped('read').token();
  clock.advance(minute);
  release.resolve();
  await late;
  expect(urlsOf(standard)).toEqual([
    metadata,
    'POST /token',
    'POST /token',
    metadata,
    'POST /v2/token',
    'POST /v2/token',
  ]);
});

test.each([
  ['a wrong secret', { status: 401, body: { error: 'invalid_client' } }],
  ['a failed server', { status: 500, headers: { 'retry-after': '60' } }],
  ['a page', { headers: { 'content-type': 'text/html' }, body: '<!doctype html>' }],
] as const)('%s is no reason to fetch the document again', async (_, answer) => {
  const { client, ...standard } = await moved(answer);
  await expect(client.token({ forceRefresh: true })).rejects.toMatchObject({ name: 'GrantError' });
  expect(standard.documentRequests()).toEqual([]);
});

test('a token endpoint of the options is never looked up', async () => {
  const { server, connect, documentRequests } = await startStandardServer();
  server.answerAlways({ status: 404 });
  const client = connect({ issuer: undefined, tokenEndpoint: `${server.url}/token` });
  await expect(client.token()).rejects.toMatchObject({ code: 'not_found' });
  expect(documentRequests()).toEqual([]);
});
