import { createIssuerClient, type GrantEvent, memoryTokenCache } from '@grantkit/issuer';
import { createAuthorizationServer } from '@grantkit/testing';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { keepLast } from '../src/keep-last-secret.ts';
import { createMovingClock } from './moving-clock.ts';
import { createAwsStore, createFileStore, createVaultStore, type Store } from './secret-stores.ts';
import { startStranger } from './stranger.ts';

const [first, second] = ['first-s3cr3t', 'second-s3cr3t'];
const lifetime = 3_600_000;

async function start(createStore: () => Promise<Store>) {
  const clock = createMovingClock();
  const clients = [{ clientId: 'billing', clientSecret: first }];
  const server = await createAuthorizationServer({ clients, now: clock.now });
  onTestFinished(() => server.close());
  const store = await createStore();
  store.set(first);
  const events: GrantEvent[] = [];
  const options = { tokenEndpoint: server.tokenEndpoint, clientId: 'billing', clock };
  const connect = (clientSecret = store.read) =>
    createIssuerClient({ ...options, clientSecret, onEvent: (event) => events.push(event) });
  return { clock, server, store, connect, options, types: () => events.map(({ type }) => type) };
}

describe.each([
  ['a file', createFileStore],
  ['AWS Secrets Manager', createAwsStore],
  ['Vault', createVaultStore],
])('a secret in %s', (_, createStore) => {
  test('is read once for each token request, for any number of callers', async () => {
    const { clock, server, store, connect } = await start(createStore);
    const client = connect();
    for (let hour = 1; hour <= 3; hour += 1) {
      await Promise.all(Array.from({ length: 50 }, () => client.token()));
      expect([store.reads(), server.tokenRequests.length]).toEqual([hour, hour]);
      clock.advance(lifetime);
    }
  });

  test('is rotated while the program runs, and no call fails', async () => {
    const { clock, server, store, connect, types } = await start(createStore);
    const client = connect();
    await client.token();
    const requestsOf = async (step: () => void) => {
      step();
      clock.advance(lifetime);
      const before = server.tokenRequests.length;
      await Promise.all(Array.from({ length: 50 }, () => client.token()));
      return server.tokenRequests.length - before;
    };
    expect(await requestsOf(() => store.set(first, second))).toBe(1);
    // The server stops accepting the first secret at once. One request sends it, and the next request sends the second.
    expect(await requestsOf(() => server.setClientSecret('billing', second))).toBe(2);
    expect(await requestsOf(() => store.set(second))).toBe(1);
    expect(types().filter((type) => type === 'rotated')).toHaveLength(1);
    expect(types()).not.toContain('failed');
  });

  test('stays in use while the store is down', async () => {
    const report = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => report.mockRestore());
    const { clock, server, store, connect } = await start(createStore);
    const client = connect(keepLast(store.read));
    await client.token();
    store.fail('down');
    clock.advance(lifetime);
    await client.token();
    expect(server.tokenRequests).toHaveLength(2);
    expect(report).toHaveBeenCalledOnce();
    expect(JSON.stringify(report.mock.calls)).not.toContain('s3cr3t');
  });
});

test.each([
  ['AWS Secrets Manager', createAwsStore],
  ['Vault', createVaultStore],
])('if %s hangs, the last secret is used after 2 s, and the call gets its token', async (_, createStore) => {
  const report = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => report.mockRestore());
  const { clock, server, store, connect } = await start(createStore);
  const client = connect(keepLast(store.read));
  await client.token();
  store.fail('hung');
  clock.advance(lifetime);
  await client.token();
  expect(server.tokenRequests).toHaveLength(2);
});

test('a rotation that AWS ends between the two reads does not hide the new secret', async () => {
  const store = await createAwsStore();
  store.set(first, second);
  // A rotation function moves `AWSCURRENT`, and then `AWSPENDING` is removed.
  store.afterAnswer(() => store.set(second));
  expect([await store.read()].flat()).toContain(second);
});

test('a redirect does not get the token of Vault', async () => {
  const { store } = await start(createVaultStore);
  const stranger = await startStranger();
  store.fail({ location: `${stranger.url}/v1/secret/data/billing` });
  await expect(store.read()).rejects.toThrow('fetch failed');
  expect(stranger.shown).toEqual([]);
});

test('line breaks of Windows and empty lines are not a part of a secret', async () => {
  const store = await createFileStore();
  store.set(`\r\n${first}\r`, `${second}\r\n`);
  await expect(store.read()).resolves.toEqual([first, second]);
});

test('an error of Vault says its status', async () => {
  const store = await createVaultStore();
  store.fail('down');
  await expect(store.read()).rejects.toThrow('Vault answered 503');
});

test('a program that could not read its secret sends nothing, and the error says what to check', async () => {
  const report = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => report.mockRestore());
  const { server, store, connect } = await start(createFileStore);
  store.fail('down');
  await expect(connect(keepLast(store.read)).token()).rejects.toMatchObject({
    ...{ code: 'credential_unavailable', retryable: true, hint: expect.stringContaining('Check the secret store') },
  });
  expect(server.tokenRequests).toEqual([]);
  expect(report).not.toHaveBeenCalled(); // no last secret stays in use
});

test('without a next secret, calls fail between the change at the server and the change in the store', async () => {
  const { clock, server, store, connect } = await start(createFileStore);
  const client = connect();
  await client.token();
  server.setClientSecret('billing', second);
  clock.advance(lifetime);
  await expect(client.token()).rejects.toMatchObject({ code: 'invalid_client' });
  store.set(second);
  await expect(client.token()).resolves.toHaveProperty('accessToken');
});

test('a pair finds the shared token of either secret, so a rotation costs a fleet no token request', async () => {
  const { server, store, options } = await start(createFileStore);
  const cache = memoryTokenCache();
  const join = () => createIssuerClient({ ...options, clientSecret: store.read, cache });
  await join().token();
  expect(store.reads()).toBe(4);
  store.set(first, second);
  await join().token();
  store.set(second, first);
  await join().token();
  expect(server.tokenRequests).toHaveLength(1);
});
