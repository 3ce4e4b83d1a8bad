// One process of a fleet. It makes clients, calls them when it is ordered to, and reports the results.
import { type AuthorizedClient, clientSecretPost, createProviderClient, type GrantEvent } from '@grantkit/core';
import { redisTokenCache } from '@grantkit/redis';
import { Redis } from 'ioredis';
import type { Order, Report } from './fleet-messages.ts';

const redis = new Redis(process.argv[2] ?? '').on('error', () => {});
let clients: readonly AuthorizedClient[] = [];
let events: GrantEvent[] = [];

function makeClients({ tenants, prefix, timeout }: Order & { type: 'make' }): void {
  const cache = redisTokenCache({ client: redis, prefix });
  clients = tenants.map(({ provider, tokenEndpoint, clientId, clientSecret }) =>
    createProviderClient(
      { name: provider, tokenEndpoint, clientAuth: clientSecretPost() },
      { clientId, clientSecret, cache, timeout, onEvent: (event) => events.push(event) },
    ),
  );
}

async function call(callers: number): Promise<Report> {
  events = [];
  const calls = clients.flatMap((client) => Array.from({ length: callers }, () => client.token()));
  const outcomes = await Promise.allSettled(calls);
  return {
    tokens: [
      ...new Set(outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value.accessToken : []))),
    ],
    failures: outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? String(outcome.reason) : [])),
    cacheFailures: events.flatMap((event) =>
      event.type === 'cache_failed' ? `${event.operation} ${event.reason}` : [],
    ),
  };
}

async function obey(order: Order): Promise<Report | undefined> {
  if (order.type === 'call') return call(order.callers);
  if (order.type === 'make') makeClients(order);
  // Redis replies as soon as the connection is up again.
  else await redis.ping();
  return undefined;
}

process.on('message', async ({ id, order }: { id: number; order: Order }) => {
  process.send?.({ id, report: await obey(order) });
});
process.on('disconnect', () => process.exit());
await redis.ping();
process.send?.({ id: 0 });
