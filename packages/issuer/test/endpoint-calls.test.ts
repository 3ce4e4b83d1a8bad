import { expect, test } from 'vitest';
import { startStandardServer } from './start-standard-server.ts';

test('headers of one call win over those of the client, and the API gets neither', async () => {
  const { server, connect } = await startStandardServer();
  const client = connect({ headers: { 'x-tenant': 'a', 'x-request': '0' }, apiBaseUrl: `${server.url}/token-api` });
  await client.introspect(undefined, { headers: { 'x-request': '1' } });
  await client.revoke(undefined, { headers: { 'x-request': '2' } });
  expect(server.requests.map(({ url, headers }) => [url, headers['x-tenant'], headers['x-request']])).toEqual([
    ['/realms/prod/.well-known/openid-configuration', 'a', '0'],
    ['/token', 'a', '0'],
    ['/introspect', 'a', '1'],
    ['/revoke', 'a', '2'],
  ]);
  server.reset();
  await client.fetch('invoices', { method: 'PUT' }).catch(() => {});
  expect(server.requests.at(-1)?.headers).not.toHaveProperty('x-tenant');
});

test('a signal ends a call that waits for the metadata, and not the calls of others', async () => {
  const { server, issuer, connect } = await startStandardServer();
  const client = connect();
  const controller = new AbortController();
  const release = Promise.withResolvers<void>();
  server.answerApiNext(() => {
    controller.abort();
    return { fate: 'grant', release: release.promise };
  });
  const others = client.metadata();
  for (const call of [client.introspect, client.revoke]) {
    await expect(call('a token', { signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
  }
  release.resolve();
  expect(await others).toMatchObject({ issuer });
  expect(server.requests).toHaveLength(1);
});

test('a signal ends a call at the endpoint', async () => {
  const { server, connect } = await startStandardServer();
  const client = connect();
  await client.token();
  for (const call of [client.introspect, client.revoke]) {
    const controller = new AbortController();
    server.answerApiNext(() => {
      controller.abort();
      return { fate: 'hang' };
    });
    await expect(call(undefined, { signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
  }
});
