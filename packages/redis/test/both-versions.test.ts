import { clientSecretBasic, createProviderClient, type GrantEvent } from '@grantkit/core';
import { redisTokenCache } from '@grantkit/redis';
import { createAuthorizationServer } from '@grantkit/testing';
import { createClient } from 'redis';
import { afterAll, beforeEach, describe, expect, it, test } from 'vitest';
import { findRedis } from './redis-server.ts';
import { decode, type Grant, keyOf, readVersion1, writeVersion1 } from './version-1.ts';

test('the copy of version 1 makes the keys of version 1', async () => {
  const grant = { tokenEndpoint: 'https://auth.acme.example/token', clientId: 'id', clientSecret: 'secret' };
  expect(await keyOf(grant)).toBe('grantkit:1:d6240210ef26502cade8ccfb8efd436f59146b0bfbcd0ac8d58ceeaf4d0d04e8');
});

const url = await findRedis();

describe.skipIf(url === undefined)('processes of entry version 1 and of today on one Redis', async () => {
  const client = createClient({ url: url ?? '' });
  if (url !== undefined) await client.connect();
  const prefix = `grantkit-test:${crypto.randomUUID()}:`;
  const cache = redisTokenCache({ client, prefix });
  const server = await createAuthorizationServer({ clients: [{ clientId: 'id', clientSecret: 'secret' }] });
  const grant: Grant = { tokenEndpoint: server.tokenEndpoint, clientId: 'id', clientSecret: 'secret' };
  afterAll(async () => {
    if (client.isOpen) client.destroy();
    await server.close();
  });
  beforeEach(async () => {
    for await (const keys of client.scanIterator({ MATCH: `${prefix}*` })) if (keys.length > 0) await client.del(keys);
    server.reset();
  });

  const old = { accessToken: 'of-version-1', issuedAt: Date.now(), expiresAt: Date.now() + 3_600_000 };

  /** A process of today, and the failures that it reports. */
  function newProcess() {
    const failures: GrantEvent[] = [];
    const process = createProviderClient(
      { name: 'acme', tokenEndpoint: grant.tokenEndpoint, clientAuth: clientSecretBasic() },
      {
        clientId: grant.clientId,
        clientSecret: grant.clientSecret,
        cache,
        onEvent: (event) => event.type === 'cache_failed' && failures.push(event),
      },
    );
    return { process, failures };
  }

  it('each get their own token, and share it with processes of their own version', async () => {
    await writeVersion1(cache, grant, old);
    const { process, failures } = newProcess();
    const { accessToken } = await process.token();
    expect(accessToken).not.toBe(old.accessToken);
    expect((await newProcess().process.token()).accessToken).toBe(accessToken);
    expect(await readVersion1(cache, grant)).toBe(old.accessToken);
    expect([server.tokenRequests.length, failures]).toEqual([1, []]);
  });

  it('do not remove the token of the other version', async () => {
    await writeVersion1(cache, grant, old);
    const { process } = newProcess();
    await process.invalidate(await process.token());
    await process.token();
    expect(await readVersion1(cache, grant)).toBe(old.accessToken);
  });

  it("take an entry of the other version for a miss, even under their own version's key", async () => {
    await newProcess().process.token();
    const [key = ''] = (await client.keys(`${prefix}grantkit:2:*`)).map((name) => name.slice(prefix.length));
    const entry = await cache.get(key);
    expect(decode(entry)).toBeUndefined();

    await cache.set(key, JSON.stringify({ version: 1, tokenType: 'Bearer', ...old }), { ttl: 3_600_000 });
    const { process, failures } = newProcess();
    expect((await process.token()).accessToken).not.toBe(old.accessToken);
    expect(failures).toMatchObject([
      { operation: 'get', reason: 'unusable' },
      { operation: 'get', reason: 'unusable' },
    ]);
    expect(server.tokenRequests).toHaveLength(2);
  });
});
