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

test('what `token()` returns can be revoked and introspected, and anything else is invalid_config', async () => {
  const { server, connect } = await startStandardServer();
  const client = connect();
  const token = await client.token();
  expect(await client.introspect(token)).toMatchObject({ active: true });
  await client.revoke(token);
  expect(await client.introspect(token.accessToken)).toMatchObject({ active: false });
  // A program in JavaScript can pass anything.
  for (const other of ['', JSON.parse('{}'), JSON.parse('7')]) {
    await expect(client.revoke(other)).rejects.toMatchObject({ code: 'invalid_config' });
  }
  expect(server.requests.at(-1)?.parameters.get('token')).toBe(token.accessToken);
});

test.each([
  ['null', JSON.parse('null'), true],
  ['an object', JSON.parse('{}'), false],
])('a signal that is %s does not end the process', async (_, signal, isAccepted) => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  const { connect } = await startStandardServer();
  const asked = connect().introspect('a token', { signal });
  if (isAccepted) await expect(asked).resolves.toMatchObject({ active: false });
  else await expect(asked).rejects.toMatchObject({ code: 'invalid_config' });
  await new Promise(setImmediate);
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});
