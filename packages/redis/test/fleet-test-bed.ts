import { type AuthorizationServer, createAuthorizationServer } from '@grantkit/testing';
import { onTestFinished } from 'vitest';
import type { Member } from './fleet.ts';
import type { Report, Tenant } from './fleet-messages.ts';

export const callers = 50;

/** Starts a server that knows these clients. It is closed when the test is over. */
export async function startProvider(
  options: { readonly name?: string; readonly clientIds?: readonly string[]; readonly lifetime?: number } = {},
): Promise<{ readonly server: AuthorizationServer; readonly tenants: readonly Tenant[] }> {
  const { name: provider = 'acme', clientIds = ['one'], lifetime = 3_600 } = options;
  const clients = clientIds.map((clientId) => ({ clientId, clientSecret: `the secret of ${clientId}` }));
  const server = await createAuthorizationServer({ clients, lifetime });
  onTestFinished(() => server.close());
  const { tokenEndpoint } = server;
  return { server, tenants: clients.map((client) => ({ provider, tokenEndpoint, ...client })) };
}

/** Makes new clients in every process, with nothing in memory or in Redis. It resolves to their prefix in Redis. */
export async function makeClients(
  members: readonly Member[],
  tenants: readonly Tenant[],
  timeout?: number,
): Promise<string> {
  const prefix = `grantkit-test:${crypto.randomUUID()}:`;
  const setup = { tenants, prefix, ...(timeout !== undefined && { timeout }) };
  await Promise.all(members.map((member) => member.makeClients(setup)));
  return prefix;
}

/** Calls with all callers of all processes at the same time. */
export async function callAll(members: readonly Member[]): Promise<Report> {
  const reports = await Promise.all(members.map((member) => member.call(callers)));
  return {
    tokens: [...new Set(reports.flatMap(({ tokens }) => tokens))],
    failures: reports.flatMap(({ failures }) => failures),
    cacheFailures: reports.flatMap(({ cacheFailures }) => cacheFailures),
  };
}
