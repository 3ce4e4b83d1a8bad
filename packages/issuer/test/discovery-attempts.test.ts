import { expect, onTestFinished, test, vi } from 'vitest';
import { startStandardServer } from './start-standard-server.ts';

const day = 86_400_000;

test('the `Retry-After` of the document is obeyed', async () => {
  const { server, clock, connect } = await startStandardServer();
  server.answerApiAlways({ status: 429, headers: { 'retry-after': '120' } });
  const client = connect();
  const moments: number[] = [];
  for (let second = 0; second < 300; second += 1) {
    const before = server.requests.length;
    await client.metadata().catch(() => {});
    if (server.requests.length > before) moments.push(second);
    clock.advance(1_000);
  }
  expect(moments).toEqual([0, 120, 240]);
});

test('in Workers, where each request fetches for itself, failures at the same time count once', async () => {
  vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
  onTestFinished(() => void vi.unstubAllGlobals());
  const { server, connect } = await startStandardServer();
  const client = connect();
  server.answerApiAlways({ status: 503 });
  await Promise.allSettled(Array.from({ length: 8 }, () => client.metadata()));
  expect(server.requests).toHaveLength(8);
  await expect(client.metadata()).rejects.toMatchObject({ cached: true, retryAfter: 1_000 });
});

test('an attempt that ends late does not replace what a newer one has brought', async () => {
  vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
  onTestFinished(() => void vi.unstubAllGlobals());
  const { server, document, connect } = await startStandardServer();
  const client = connect();
  const release = Promise.withResolvers<void>();
  const old = { ...document, token_endpoint: `${server.url}/old/token` };
  server.answerApiNext(async () => {
    await release.promise;
    return { body: old };
  });
  const late = client.metadata();
  await vi.waitUntil(() => server.requests.length === 1);
  await client.metadata();
  release.resolve();
  await late;
  expect(await client.metadata()).toMatchObject({ tokenEndpoint: `${server.url}/token` });
});

test('after 24 hours `waitUntil` gets the new fetch, and a silent server is asked once a minute', async () => {
  const works: Promise<unknown>[] = [];
  const { server, clock, connect } = await startStandardServer();
  const client = connect({ waitUntil: (work) => void works.push(work) });
  await client.metadata();
  server.answerApiAlways({ fate: 'hang' });
  clock.advance(day);
  for (let second = 0; second < 61; second += 1) {
    for (let call = 0; call < 10; call += 1) await client.metadata();
    clock.advance(1_000);
  }
  expect(works).toHaveLength(2);
  // Each work ends at the deadline of its request, and none fails.
  clock.advance(10_000);
  await Promise.all(works);
});

test('24 hours of the wall clock count too, as when a laptop sleeps', async () => {
  const { clock, connect, documentRequests } = await startStandardServer();
  const client = connect();
  await client.metadata();
  clock.advance(60_000);
  clock.suspend(day);
  await client.metadata();
  await vi.waitUntil(() => documentRequests().length === 2);
});

test('a document that hangs does not hide that the token endpoint is gone', async () => {
  const { server, clock, connect, documentRequests } = await startStandardServer();
  const client = connect({ timeout: 10_000 });
  await client.metadata();
  clock.advance(60_000);
  server.answerNext({ status: 404 });
  server.answerApiAlways({ fate: 'hang' });
  const failed = client.token().catch((error: unknown) => error);
  await vi.waitUntil(() => documentRequests().length === 2);
  clock.advance(2_500);
  expect(await failed).toMatchObject({ code: 'not_found', status: 404 });
});

test('after a 501 at the first URL the second one is asked', async () => {
  const inserted = '/.well-known/oauth-authorization-server/realms/prod';
  const { server, issuer, connect } = await startStandardServer({ documentPaths: [inserted] });
  server.answerApiNext({ status: 501 });
  expect(await connect().metadata()).toMatchObject({ issuer });
});

test('a redirect at the first URL explains more than a 404 at the second one', async () => {
  const { server, connect } = await startStandardServer({ documentPaths: [] });
  server.answerApiNext({ fate: 'redirect', status: 302, location: '/login' });
  await expect(connect().metadata()).rejects.toMatchObject({
    code: 'redirect_refused',
    summary: expect.stringContaining('so the client has no metadata document'),
    hint: expect.stringContaining('Check the option `issuer`'),
  });
});

test('in Workers the first document is kept, although a newer fetch has started', async () => {
  vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
  onTestFinished(() => void vi.unstubAllGlobals());
  const { server, connect } = await startStandardServer();
  const client = connect();
  const release = Promise.withResolvers<void>();
  server.answerApiNext({ fate: 'grant', release: release.promise }, { status: 503 });
  const first = client.metadata();
  await vi.waitUntil(() => server.requests.length === 1);
  await client.metadata().catch(() => {});
  release.resolve();
  await first;
  await client.metadata();
  expect(server.requests).toHaveLength(2);
});

test('`maxRetryAfter` limits the `Retry-After` of the document', async () => {
  const { server, clock, issuer, connect } = await startStandardServer();
  const client = connect({ maxRetryAfter: 2_000 });
  server.answerApiNext({ status: 503, headers: { 'retry-after': '300' } });
  await expect(client.metadata()).rejects.toMatchObject({ code: 'server_error' });
  clock.advance(2_000);
  expect(await client.metadata()).toMatchObject({ issuer });
});

test('a redirect at the second URL explains more than a 404 at the first one', async () => {
  const { server, connect } = await startStandardServer({ documentPaths: [] });
  server.answerApiNext({ status: 404 }, { fate: 'redirect', status: 302, location: '/login' });
  await expect(connect().metadata()).rejects.toMatchObject({ code: 'redirect_refused' });
});

test('24 hours of the monotonic clock count too, as when the wall clock is set back', async () => {
  const { clock, connect, documentRequests } = await startStandardServer();
  const client = connect();
  await client.metadata();
  clock.jump(-2 * day);
  clock.advance(day);
  await client.metadata();
  await vi.waitUntil(() => documentRequests().length === 2);
});
