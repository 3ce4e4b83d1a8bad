import { describe, expect, it, test } from 'vitest';
import { clientSecretBasic, createProviderClient, isGrantError, memoryTokenCache } from '../src/index.ts';
import { failureOf } from './failure-of.ts';
import { createTestBed, times } from './test-bed.ts';

test('the client of a scope is the same object for the same scopes, in any order and notation', async () => {
  const { client } = await createTestBed();
  const scoped = client.scoped('read write');
  for (const same of ['write read', ' read  write ', 'read write read', ['write', 'read'], ['read write']]) {
    expect(client.scoped(same)).toBe(scoped);
  }
  expect(client.scoped('read')).not.toBe(scoped);
  expect(client.scoped('READ WRITE')).not.toBe(scoped);
});

test('the client of the main scope is the client itself', async () => {
  const { client, createClient } = await createTestBed({ scope: ['read', 'write'] });
  expect(client.scoped('write read')).toBe(client);
  expect(client.scoped('')).not.toBe(client);
  const unscoped = createClient({});
  expect(unscoped.scoped('')).toBe(unscoped);
  expect(unscoped.scoped([])).toBe(unscoped);
});

test('each scope is requested once, in the order in which it was first given', async () => {
  const { server, client } = await createTestBed({ scope: 'read' });
  const scopes = [client, client.scoped('write read'), client.scoped('read write'), client.scoped('admin')];
  await Promise.all(scopes.flatMap((one) => times(20, () => one.token())));
  expect(server.tokenRequests.map(({ parameters }) => parameters.get('scope'))).toEqual([
    'read',
    'write read',
    'admin',
  ]);
});

test('scopes share the secret, and what is known about it', async () => {
  let fetched = 0;
  const { server, client, clock } = await createTestBed({
    scope: 'read',
    clientSecret: () => {
      fetched += 1;
      return ['wrong', 'the-secret'];
    },
  });
  await client.token();
  await client.scoped('write').token();
  const secrets = server.tokenRequests.map(({ parameters }) => parameters.get('client_secret'));
  expect(secrets).toEqual(['wrong', 'the-secret', 'the-secret']);
  expect(fetched).toBeGreaterThan(2);

  server.answerAlways({ status: 401, body: { error: 'invalid_client' } });
  clock.advance(3_600_000);
  await failureOf(client.token(), clock);
  const { length } = server.tokenRequests;
  expect(await failureOf(client.scoped('admin').token(), clock)).toMatchObject({ cached: true });
  expect(server.tokenRequests).toHaveLength(length);
});

test('scopes share the cache, and each scope has its own entry', async () => {
  const { server, createClient, clock } = await createTestBed();
  const cache = memoryTokenCache({ clock });
  const tokens = [];
  for (const client of [createClient({ cache }), createClient({ cache })]) {
    for (const scope of ['read', 'write', 'read write']) tokens.push(await client.scoped(scope).token());
  }
  expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(3);
  expect(tokens.slice(3)).toEqual(tokens.slice(0, 3));
  expect(server.tokenRequests).toHaveLength(3);
});

test('scopes fail and renew separately: an outage of one scope does not hold back another', async () => {
  const { server, client, clock } = await createTestBed({ scope: 'read' });
  server.answerNext({ status: 503, headers: { 'retry-after': '60' } });
  await failureOf(client.token(), clock);
  expect(await client.scoped('write').token()).toMatchObject({ scope: ['write'] });
  expect(client.explain()).toMatchObject({ scope: ['read'], failure: { code: 'server_error' } });
  expect(client.scoped('write').explain()).toMatchObject({ scope: ['write'], failure: undefined });
});

test('the events of a scoped client name its scope', async () => {
  const { client, events } = await createTestBed({ scope: 'read' });
  await client.scoped('write admin').token();
  expect(events).toMatchObject([{ type: 'requested', scope: ['write', 'admin'] }]);
});

test('the API requests of a scoped client carry its token', async () => {
  const { server, client } = await createTestBed({ scope: 'read' });
  await client.scoped('write').fetch('/matters');
  const [request] = server.apiRequests;
  expect(request?.headers['authorization']).toBe(`Bearer ${server.issued[0]?.accessToken}`);
  expect(server.issued[0]?.scope).toEqual(['write']);
});

test.each(['re"ad', 'back\\slash', 'ünï', 'tab\u0000'])(
  'the scope %j is refused before anything is sent',
  async (scope) => {
    const { server, client } = await createTestBed();
    expect(() => client.scoped(scope)).toThrow(
      expect.toSatisfy((error) => isGrantError(error) && error.code === 'invalid_config'),
    );
    expect(server.requests).toHaveLength(0);
  },
);

describe('a hundred thousand clients', () => {
  it('call neither the clock, nor the network, the secret or the cache, and take less than 8 KiB each', () => {
    let calls = 0;
    const count = () => {
      calls += 1;
      throw new Error('nothing is needed yet');
    };
    const clientAuth = clientSecretBasic();
    const make = (n: number) =>
      createProviderClient(
        { name: 'acme', tokenEndpoint: 'https://auth.acme.example/token', clientAuth },
        {
          clientId: `tenant-${n}`,
          clientSecret: count,
          clock: { now: count, monotonic: count, after: count },
          cache: { get: count, set: count, delete: count },
          fetch: count,
          onEvent: count,
        },
      );
    times(1_000, make);
    const before = process.memoryUsage().heapUsed;
    const clients = times(100_000, make);
    const each = (process.memoryUsage().heapUsed - before) / clients.length;
    expect(calls).toBe(0);
    // It is about 3 KiB. With a ky instance, a secret ring, a backoff and so on it would be several times as much.
    expect(each).toBeLessThan(8 * 1024);
  });
});
