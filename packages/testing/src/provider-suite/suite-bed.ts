import { createFakeClock, type FakeClock } from '../clock/fake-clock.ts';
import type { Dialect } from '../contract/dialect.ts';
import type { RecordedRequest } from '../contract/recorded-request.ts';
import type { DialectName } from '../dialects/named-dialects.ts';
import type { AuthorizationServer } from '../server/authorization-server.ts';
import { createAuthorizationServer } from '../server/create-authorization-server.ts';
import type { ProviderSuiteOptions } from './options.ts';
import { createLoopbackFetch } from './stray-requests.ts';
import { suiteClients } from './suite-clients.ts';
import type { SuiteClientOptions, TestedClient } from './tested-client.ts';

/** The scopes of the tests, unless the options name others. */
export const usualScopes: readonly [string, string] = ['suite:read', 'suite:write'];

/** A path below the base URL of the API. */
export const resource = 'suite/resource';

/** The requests for {@link resource}. */
export function resourceRequests({ apiRequests }: AuthorizationServer): readonly RecordedRequest[] {
  return apiRequests.filter(({ url }) => url.endsWith(`/${resource}`));
}

/** What one test works on. */
export interface SuiteBed {
  readonly server: AuthorizationServer;
  readonly clock: FakeClock;
  /** Makes a client of the adapter with these options, which win over all others. */
  connect(own?: Partial<SuiteClientOptions>, server?: AuthorizationServer): TestedClient;
  /** Makes a client with options that may be wrong. */
  connectWith(own: Readonly<Record<string, unknown>>): TestedClient;
  /** Makes a client without the options that point at the fake server. */
  connectToHosts(own: Readonly<Record<string, unknown>>): TestedClient;
  /** Starts another server, which `close` also closes. @default dialect the dialect of the suite's options */
  startServer(dialect?: Dialect): Promise<AuthorizationServer>;
  /** Rejects when the adapter sends a request to another host than the fake servers. */
  readonly strayed: Promise<never>;
  close(): Promise<void>;
}

/** The tests of one part of the suite, by their titles. */
export type ProviderTests = Readonly<Record<string, (bed: SuiteBed) => Promise<void>>>;

export async function createSuiteBed(options: ProviderSuiteOptions): Promise<SuiteBed> {
  const { create, pointAt, credentials } = options;
  const { suiteClient, otherSecret, otherClient } = suiteClients(options);
  const clock = createFakeClock();
  const { fetch, strayed } = createLoopbackFetch();
  const clients = [{ ...suiteClient, clientSecret: [suiteClient.clientSecret, otherSecret] }, otherClient];
  const servers: AuthorizationServer[] = [];
  async function startServer(dialect: Dialect | DialectName = options.dialect): Promise<AuthorizationServer> {
    const server = await createAuthorizationServer({ dialect, clients, now: clock.now });
    servers.push(server);
    return server;
  }
  const main = await startServer();
  const connectTo = (server: AuthorizationServer, own: object) =>
    create(Object.assign({ ...suiteClient, clock, fetch }, credentials, pointAt(server), own));
  return {
    server: main,
    clock,
    startServer,
    strayed,
    connect: (own = {}, server = main) => connectTo(server, own),
    connectWith: (own) => connectTo(main, own),
    connectToHosts: (own) => create(Object.assign({ ...suiteClient, clock }, credentials, own)),
    close: async () => void (await Promise.all(servers.map((server) => server.close()))),
  };
}
