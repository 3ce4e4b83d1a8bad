import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ClientOptions, ProviderClient } from '@grantkit/core';
import { type AuthorizationServer, createFakeClock, type FakeClock } from '@grantkit/testing';
import { SpanStatusCode } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { openTelemetryListener } from '../src/index.ts';
import { clientSecret, createAcme, startServer } from './acme.ts';
import { startTelemetry, type Telemetry } from './telemetry-test-bed.ts';

interface ObservedClient {
  readonly telemetry: Telemetry;
  readonly clock: FakeClock;
  readonly server: AuthorizationServer;
  readonly client: ProviderClient;
}

/** Makes a client with a listener, on a clock that stands still. */
async function startClient(options: Partial<ClientOptions> = {}): Promise<ObservedClient> {
  const telemetry = startTelemetry();
  const clock = createFakeClock();
  const server = await startServer({ now: clock.now });
  const client = createAcme(server, { clock, onEvent: openTelemetryListener(telemetry.options), ...options });
  return { telemetry, clock, server, client };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTurn();
}

const acme = { 'grantkit.provider': 'acme' };

test('two calls make one span with the duration of the request, and one served token', async () => {
  const { telemetry, clock, server, client } = await startClient();
  server.answerNext(() => {
    clock.advance(250);
    return { fate: 'grant' };
  });
  await client.token();
  await client.token();
  expect(telemetry.spans().map(({ duration, status }) => [duration, status.code])).toEqual([
    [[0, 250_000_000], SpanStatusCode.UNSET],
  ]);
  expect(await telemetry.points()).toEqual([
    {
      metric: 'grantkit.token.request.duration',
      attributes: { ...acme, 'grantkit.background': false },
      value: { count: 1, sum: 0.25 },
    },
    { metric: 'grantkit.token.served', attributes: { ...acme, 'grantkit.token.age': 'fresh' }, value: 1 },
  ]);
});

test('a 503 and a retry make an error and a success, each in its own trace', async () => {
  const { telemetry, clock, server, client } = await startClient();
  server.answerNext({ status: 503, headers: { 'retry-after': '2' } });
  const token = client.token();
  await until(() => clock.pendingTimers.length > 1);
  clock.advance(2_000);
  await token;
  expect(telemetry.spans().map(({ attributes, status }) => [status.code, attributes['error.type']])).toEqual([
    [SpanStatusCode.ERROR, 'server_error'],
    [SpanStatusCode.UNSET, undefined],
  ]);
  expect(telemetry.spans()[0]?.attributes['http.response.status_code']).toBe(503);
  expect(new Set(telemetry.spans().map((span) => span.spanContext().traceId)).size).toBe(2);
});

test('a wrong secret makes one error, and the attempts that were held back are counted', async () => {
  const { telemetry, client } = await startClient({ clientSecret: 'wrong-secret-77ab' });
  for (let call = 0; call < 5; call += 1) await expect(client.token()).rejects.toThrow();
  expect(telemetry.spans().map(({ attributes }) => attributes['error.type'])).toEqual(['invalid_client']);
  expect(await telemetry.points()).toContainEqual({
    metric: 'grantkit.token.request.held_back',
    attributes: { ...acme, 'error.type': 'invalid_client' },
    value: 4,
  });
});

test('a background renewal is recorded as such', async () => {
  const { telemetry, clock, client } = await startClient();
  await client.token();
  clock.advance(3_300_000);
  await client.token();
  await until(() => !client.explain().renewing);
  expect(telemetry.spans().map(({ attributes }) => attributes['grantkit.background'])).toEqual([false, true]);
  expect(await telemetry.points()).toContainEqual({
    metric: 'grantkit.token.served',
    attributes: { ...acme, 'grantkit.token.age': 'soft' },
    value: 1,
  });
});

test('a token that the API rejects is invalidated and replaced, and the request is replayed', async () => {
  const { telemetry, server, client } = await startClient();
  server.answerApiNext({ status: 401 });
  expect((await client.fetch('things')).status).toBe(200);
  expect(telemetry.spans()).toHaveLength(2);
  expect(await telemetry.points()).toEqual(
    expect.arrayContaining([
      { metric: 'grantkit.token.invalidated', attributes: acme, value: 1 },
      {
        metric: 'grantkit.api.request.replayed',
        attributes: { ...acme, 'http.response.status_code': 401 },
        value: 1,
      },
    ]),
  );
});

test('a rotated secret and a broken cache are counted', async () => {
  const cache = {
    get: () => Promise.reject(new Error('cache-password-3c4d')),
    set: () => Promise.reject(new Error('cache-password-3c4d')),
    delete: async () => {},
  };
  const { telemetry, server, client } = await startClient({ clientSecret: ['old-secret-90fe', clientSecret], cache });
  server.answerNext({ status: 200, body: { access_token: 'granted-for-the-old', token_type: 'Bearer' } });
  await client.token();
  await client.token({ forceRefresh: true });
  const counted = (await telemetry.points()).map(({ metric, attributes }) => [metric, attributes]);
  expect(counted).toContainEqual(['grantkit.client_secret.rotated', acme]);
  for (const operation of ['get', 'set']) {
    const attributes = { ...acme, 'grantkit.cache.operation': operation, 'error.type': 'threw' };
    expect(counted).toContainEqual(['grantkit.cache.failed', attributes]);
  }
  expect(await telemetry.everything()).not.toContain('cache-password');
});

test('no secret and no token is recorded, not even if the server repeats it', async () => {
  const { telemetry, clock, server, client } = await startClient({ scope: 'write' });
  server.answerNext(({ body }) => ({
    status: 400,
    headers: { 'x-echo': body },
    body: { error: 'invalid_request', error_description: body, error_uri: `https://acme.example/?${body}` },
  }));
  await expect(client.token()).rejects.toThrow();
  clock.advance(1_000);
  await client.token();
  server.answerApiNext({ status: 401, body: clientSecret });
  await client.fetch('things');

  const everything = await telemetry.everything();
  expect(everything).toContain('invalid_request');
  expect(server.issued).toHaveLength(2);
  for (const secret of [clientSecret, ...server.issued.map(({ accessToken }) => accessToken)]) {
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(Buffer.from(secret).toString('base64'));
  }
});
