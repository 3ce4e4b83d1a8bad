import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'redis';
import { afterAll, describe, expect, it } from 'vitest';
import { startMembers } from './fleet.ts';
import { callAll, makeClients, startProvider } from './fleet-test-bed.ts';
import { findRedis, hasRedisServer, startRedisServer } from './redis-server.ts';

// A Redis of their own if possible, because these tests flush it, stop it and fill it up.
const redis = hasRedisServer ? await startRedisServer() : undefined;
const url = redis?.url ?? (await findRedis());
const fleet = url === undefined ? [] : await startMembers(8, url);

describe.skipIf(url === undefined)('8 processes with 50 concurrent callers each', () => {
  it('make one token request on an empty cache, and one more when the token has expired', async () => {
    const { server, tenants } = await startProvider({ lifetime: 3 });
    await makeClients(fleet, tenants);
    const first = await callAll(fleet);
    expect(first).toEqual({ tokens: [server.issued[0]?.accessToken], failures: [], cacheFailures: [] });
    expect(server.tokenRequests).toHaveLength(1);

    server.setLifetime(3_600);
    await delay((server.issued[0]?.expiresAt ?? 0) - Date.now());
    const second = await callAll(fleet);
    expect(second).toEqual({ tokens: [server.issued[1]?.accessToken], failures: [], cacheFailures: [] });
    expect(server.tokenRequests).toHaveLength(2);
  });

  it('make one token request for each of three tenants of two providers', async () => {
    const clientIds = ['one', 'three', 'two'];
    const acme = await startProvider({ name: 'acme', clientIds });
    const emca = await startProvider({ name: 'emca', clientIds });
    await makeClients(fleet, [...acme.tenants, ...emca.tenants]);
    const { tokens, failures, cacheFailures } = await callAll(fleet);
    expect({ failures, cacheFailures }).toEqual({ failures: [], cacheFailures: [] });
    expect(tokens).toHaveLength(6);
    for (const { server } of [acme, emca]) {
      const asked = server.tokenRequests.map(({ parameters }) => parameters.get('client_id'));
      expect(asked.toSorted()).toEqual(clientIds);
    }
  });

  it('get a token within their timeout when the process that holds the lock is killed', async () => {
    const timeout = 2_000;
    const { server, tenants } = await startProvider();
    const [holder] = await startMembers(1, url ?? '');
    const everybody = [...fleet, ...(holder ? [holder] : [])];
    await makeClients(everybody, tenants, timeout);
    server.answerNext({ fate: 'hang' });
    const lost = holder?.call(1);
    await server.waitForRequest(1);

    const start = performance.now();
    const waiting = callAll(fleet);
    await holder?.kill();
    const { failures, tokens } = await waiting;
    // A second more, because the calls do not start at the same moment in all processes.
    expect(performance.now() - start).toBeLessThan(timeout + 1_000);
    expect({ failures, tokens }).toEqual({ failures: [], tokens: [server.issued[0]?.accessToken] });
    // One by the process that was killed, one by the process that took the lock next.
    expect(server.tokenRequests).toHaveLength(2);
    expect((await lost)?.failures).toEqual(['The process is gone']);
  });
});

describe.skipIf(redis === undefined)(
  'no call fails, and there are at most as many token requests as processes,',
  async () => {
    const admin = createClient({ url: redis?.url ?? '' }).on('error', () => {});
    if (redis !== undefined) await admin.connect();
    afterAll(() => redis && admin.destroy());

    it('when all keys are flushed', async () => {
      const { server, tenants } = await startProvider();
      await makeClients(fleet, tenants);
      const { promise: release, resolve: answer } = Promise.withResolvers<void>();
      server.answerNext({ fate: 'grant', release });
      const calls = callAll(fleet);
      await server.waitForRequest(1);
      await admin.flushAll();
      answer();
      expect((await calls).failures).toEqual([]);
      const { length } = server.tokenRequests;
      expect(length).toBeLessThanOrEqual(fleet.length);

      await admin.flushAll();
      expect((await callAll(fleet)).failures).toEqual([]);
      expect(server.tokenRequests).toHaveLength(length);
    });

    it('when Redis is killed, and the processes share tokens again when it is back', async () => {
      const { server, tenants } = await startProvider();
      await makeClients(fleet, tenants);
      await redis?.kill();
      const { failures, cacheFailures } = await callAll(fleet);
      expect(failures).toEqual([]);
      expect(cacheFailures).not.toEqual([]);
      expect(server.tokenRequests.length).toBeLessThanOrEqual(fleet.length);

      await redis?.start();
      await Promise.all([admin.ping(), ...fleet.map((member) => member.ping())]);
      server.reset();
      await makeClients(fleet, tenants);
      expect((await callAll(fleet)).failures).toEqual([]);
      expect(server.tokenRequests).toHaveLength(1);
    });

    it('when Redis pauses for longer than the engine waits for it', async () => {
      const { server, tenants } = await startProvider();
      await makeClients(fleet, tenants);
      await admin.sendCommand(['CLIENT', 'PAUSE', '700', 'ALL']);
      const { failures, cacheFailures } = await callAll(fleet);
      expect(failures).toEqual([]);
      expect(cacheFailures).toContain('get hung');
      expect(server.tokenRequests.length).toBeLessThanOrEqual(fleet.length);
      // Redis replies when the pause is over.
      await admin.ping();
    });

    it('when the connections to Redis are closed', async () => {
      const { server, tenants } = await startProvider();
      await makeClients(fleet, tenants);
      const { promise: release, resolve: answer } = Promise.withResolvers<void>();
      server.answerNext({ fate: 'grant', release });
      const calls = callAll(fleet);
      await server.waitForRequest(1);
      await admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
      answer();
      expect((await calls).failures).toEqual([]);
      expect(server.tokenRequests.length).toBeLessThanOrEqual(fleet.length);
    });

    it('when Redis evicts the tokens', async () => {
      const { server, tenants } = await startProvider();
      const prefix = await makeClients(fleet, tenants);
      await callAll(fleet);
      const tokensLeft = async () => (await admin.keys(`${prefix}*`)).length;
      expect(await tokensLeft()).toBe(1);
      const used = /used_memory:(\d+)/.exec(await admin.info('memory'))?.[1];
      await admin.configSet({ 'maxmemory-policy': 'allkeys-random', maxmemory: `${Number(used) + 500_000}` });
      for (let n = 0; (await tokensLeft()) > 0; n += 1) await admin.set(`ballast:${n}`, 'x'.repeat(10_000));

      server.reset();
      await Promise.all(fleet.map((member) => member.makeClients({ tenants, prefix })));
      expect((await callAll(fleet)).failures).toEqual([]);
      expect(server.tokenRequests.length).toBeLessThanOrEqual(fleet.length);
    });

    it('when Redis is full and stores nothing more', async () => {
      const { server, tenants } = await startProvider();
      await makeClients(fleet, tenants);
      await admin.configSet({ 'maxmemory-policy': 'noeviction', maxmemory: '1' });
      const { failures, cacheFailures } = await callAll(fleet);
      expect(failures).toEqual([]);
      expect(cacheFailures).toContain('lock threw');
      expect(server.tokenRequests.length).toBeLessThanOrEqual(fleet.length);
    });
  },
);
