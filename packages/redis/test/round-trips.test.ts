import { clientSecretPost, createProviderClient } from '@grantkit/core';
import { redisTokenCache } from '@grantkit/redis';
import { createAuthorizationServer } from '@grantkit/testing';
import { createClient } from 'redis';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { hasRedisServer, startRedisServer } from './redis-server.ts';

// A Redis that nothing else uses, because its own statistics count the commands.
const redis = hasRedisServer ? await startRedisServer() : undefined;

describe.skipIf(redis === undefined)('round trips to Redis', async () => {
  const [client, admin] = [createClient({ url: redis?.url ?? '' }), createClient({ url: redis?.url ?? '' })];
  if (redis !== undefined) await Promise.all([client.connect(), admin.connect()]);
  const server = await createAuthorizationServer({ clients: [{ clientId: 'one', clientSecret: 'secret' }] });
  afterAll(async () => {
    for (const open of [client, admin]) if (open.isOpen) open.destroy();
    await server.close();
  });
  const newProcess = () =>
    createProviderClient(
      { name: 'acme', tokenEndpoint: server.tokenEndpoint, clientAuth: clientSecretPost() },
      { clientId: 'one', clientSecret: 'secret', cache: redisTokenCache({ client }) },
    );

  beforeEach(async () => {
    await admin.flushAll();
    server.reset();
  });

  it('a token in memory costs none', async () => {
    const process = newProcess();
    await process.token();
    const commands = await commandsDuring(() => Promise.all(Array.from({ length: 100 }, () => process.token())));
    expect(commands).toEqual({});
  });

  it('a token that another process shared costs one GET, for any number of callers', async () => {
    await newProcess().token();
    const process = newProcess();
    const commands = await commandsDuring(() => Promise.all(Array.from({ length: 100 }, () => process.token())));
    expect(commands).toEqual({ get: 1 });
    expect(server.tokenRequests).toHaveLength(1);
  });

  it('a new token costs five: two GETs, the lock, its release, and the SET that shares the token', async () => {
    const process = newProcess();
    // Redis also counts the GET and the DEL of the script that releases the lock.
    expect(await commandsDuring(() => process.token())).toEqual({ get: 2 + 1, set: 1 + 1, eval: 1, del: 1 });
  });

  /** How often each command on keys ran during a call, as Redis counts it. */
  async function commandsDuring(run: () => Promise<unknown>): Promise<Record<string, number>> {
    await admin.configResetStat();
    await run();
    const counted = (await admin.info('commandstats')).matchAll(/^cmdstat_(get|set|del|eval\w*):calls=(\d+)/gm);
    return Object.fromEntries([...counted].map(([, name = '', calls]) => [name, Number(calls)]));
  }
});
