import { createFakeClock } from '@grantkit/testing';
import { expect, test } from 'vitest';
import { memoryTokenCache, type SecretValue, type TokenCache } from '../src/index.ts';
import { failureOf, outcomesOf } from './failure-of.ts';
import { clientId, clientSecret, createTestBed, times } from './test-bed.ts';

/** A shared cache that records its calls. */
function observedCache() {
  const asked: string[] = [];
  const memory = memoryTokenCache();
  const cache: TokenCache = {
    get: (key) => {
      asked.push(`get ${key}`);
      return memory.get(key);
    },
    set: (key, value, options) => {
      asked.push(`set ${key}`);
      return memory.set(key, value, options);
    },
    delete: (key) => memory.delete(key),
    lock: async (key, options) => {
      asked.push(`lock ${key}`);
      return (await memory.lock?.(key, options)) ?? { state: 'unavailable' };
    },
  };
  return { asked, cache };
}

const rotating: SecretValue = ['old-secret', clientSecret];

test('if the server accepts only the second secret of a pair, a hundred cold clients make two requests', async () => {
  const { cache } = observedCache();
  const { server, clock, createClient } = await createTestBed({ cache, clientSecret: rotating });
  const tokens = await outcomesOf(
    times(100, () => createClient().token()),
    clock,
  );
  expect(new Set(tokens.map((token) => ('accessToken' in token ? token.accessToken : token.code))).size).toBe(1);
  // The first secret is refused once, and the second one is granted.
  expect(server.tokenRequests).toHaveLength(2);
});

test('a process that starts later finds the token, and counts its secret as accepted', async () => {
  const { cache } = observedCache();
  const { server, clock, createClient } = await createTestBed({ cache, clientSecret: rotating });
  await createClient().token();
  const late = createClient();
  await late.token();
  expect(server.tokenRequests).toHaveLength(2);
  clock.advance(3_600_000);
  await late.token();
  const secrets = server.tokenRequests.map(({ parameters }) => parameters.get('client_secret'));
  expect(secrets).toEqual(['old-secret', clientSecret, clientSecret]);
});

test('the token is written only under the accepted secret’s key, so a revoked secret does not find it', async () => {
  const { asked, cache } = observedCache();
  const { clock, createClient } = await createTestBed({ cache, clientSecret: rotating });
  await createClient().token();
  expect(asked.filter((entry) => entry.startsWith('set'))).toHaveLength(1);
  expect(await failureOf(createClient({ cache, clientSecret: 'old-secret' }).token(), clock)).toMatchObject({
    code: 'invalid_client',
  });
  expect(await createClient({ cache, clientSecret }).token()).toMatchObject({ tokenType: 'Bearer' });
});

test('all processes of a rotation take the same lock, even if they try different secrets first', async () => {
  const { asked, cache } = observedCache();
  const { clock, createClient } = await createTestBed({ cache, clientSecret: rotating });
  const client = createClient();
  await client.token();
  clock.advance(3_600_000);
  await client.token();
  const locks = asked.filter((entry) => entry.startsWith('lock'));
  expect(locks).toHaveLength(2);
  expect(new Set(locks).size).toBe(1);
});

test('after a 401 the other secret is tried, with any `error`', async () => {
  const { server, client } = await createTestBed({ clientSecret: rotating });
  server.answerAlways(({ parameters }) =>
    parameters.get('client_secret') === clientSecret
      ? { fate: 'grant' }
      : { status: 401, body: { error: 'unauthorized_client', error_description: 'Invalid client credentials' } },
  );
  expect(await client.token()).toMatchObject({ tokenType: 'Bearer' });
  expect(await client.token({ forceRefresh: true })).toMatchObject({ tokenType: 'Bearer' });
  expect(server.tokenRequests).toHaveLength(3);
});

test('an adapter can say that a status means `invalid_client`, so that the other secret is tried', async () => {
  const { server, client } = await createTestBed({
    clientSecret: rotating,
    provider: { errorCodes: { '403': 'invalid_client' } },
  });
  // glewlwyd answers a wrong secret with 403 and no body.
  server.answerAlways(({ parameters }) =>
    parameters.get('client_secret') === clientSecret ? { fate: 'grant' } : { status: 403 },
  );
  expect(await client.token()).toMatchObject({ tokenType: 'Bearer' });
});

test('a token that was granted for an earlier secret can still be removed from the cache', async () => {
  const { cache } = observedCache();
  let secret = 'old-secret';
  const { server, createClient } = await createTestBed({ cache, clientSecret: () => secret });
  server.setClientSecret(clientId, ['old-secret', clientSecret]);
  const client = createClient();
  const early = await client.token();
  secret = clientSecret;
  await client.token({ forceRefresh: true });
  await client.invalidate(early);
  const late = await createClient({ cache, clientSecret: 'old-secret' }).token();
  expect(late.accessToken).not.toBe(early.accessToken);
});

test('an API call after a rotation does not fail because the older token is still under the old secret’s key', async () => {
  const { cache } = observedCache();
  let secret: SecretValue = 'old-secret';
  const { server, client, clock, events } = await createTestBed({ cache, clientSecret: () => secret });
  server.setClientSecret(clientId, 'old-secret');
  await client.token();
  clock.advance(60_000);
  secret = rotating;
  server.setClientSecret(clientId, clientSecret);
  await client.token({ forceRefresh: true });
  server.rejectIssuedTokens();
  expect((await client.fetch('/items')).status).toBe(200);
  expect(events.filter(({ type }) => type === 'rotated')).toHaveLength(1);
  expect(server.tokenRequests).toHaveLength(4);
});

test('the older token is not taken either by a process that has only read the rejected one', async () => {
  const { cache } = observedCache();
  let secret: SecretValue = 'old-secret';
  const { server, client, clock, createClient } = await createTestBed({ cache, clientSecret: () => secret });
  server.setClientSecret(clientId, 'old-secret');
  await client.token();
  clock.advance(60_000);
  secret = rotating;
  server.setClientSecret(clientId, clientSecret);
  const { accessToken } = await client.token({ forceRefresh: true });
  const late = createClient({ cache, clientSecret: [clientSecret, 'old-secret'] });
  expect(await late.token()).toMatchObject({ accessToken });
  server.rejectIssuedTokens();
  expect((await late.fetch('/items')).status).toBe(200);
});

test('a newer token of another secret is taken after a rejection', async () => {
  const { cache } = observedCache();
  const { server, client, clock, createClient } = await createTestBed({ cache, clientSecret: rotating });
  server.setClientSecret(clientId, ['old-secret', clientSecret]);
  await client.token();
  server.rejectIssuedTokens();
  clock.advance(60_000);
  await createClient({ cache, clientSecret }).token();
  expect((await client.fetch('/items')).status).toBe(200);
  expect(server.tokenRequests).toHaveLength(2);
});

test('a token of the same secret is taken after a rejection, also from a machine whose clock is behind', async () => {
  const { cache } = observedCache();
  const { server, client, clock, createClient } = await createTestBed({ cache });
  await client.token();
  server.rejectIssuedTokens();
  const behind = createFakeClock({ now: clock.now() - 30_000 });
  await createClient({ cache, clock: behind }).token({ forceRefresh: true });
  expect((await client.fetch('/items')).status).toBe(200);
  expect(server.tokenRequests).toHaveLength(2);
});

test('a token of the old secret that lives longer serves in an outage', async () => {
  const { cache } = observedCache();
  let secret: SecretValue = 'old-secret';
  const { server, client, clock } = await createTestBed({ cache, clientSecret: () => secret });
  server.setClientSecret(clientId, 'old-secret');
  const early = await client.token();
  clock.advance(60_000);
  secret = rotating;
  server.setClientSecret(clientId, clientSecret);
  server.setLifetime(60);
  await client.token({ forceRefresh: true });
  clock.advance(60_000);
  server.answerAlways({ status: 503, headers: { 'retry-after': '3600' } });
  expect(await outcomesOf([client.token()], clock)).toEqual([early]);
});
