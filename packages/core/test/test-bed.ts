import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  createAuthorizationServer,
  createFakeClock,
  type FakeClock,
} from '@grantkit/testing';
import { onTestFinished, vi } from 'vitest';
import {
  type AccessToken,
  type AuthorizedClient,
  type ClientOptions,
  clientSecretPost,
  createProviderClient,
  type GrantEvent,
  type Provider,
  type ProviderClient,
} from '../src/index.ts';
import { until } from './event-loop.ts';

export const clientId = 'the-client';
export const clientSecret = 'the-secret';
export const apiKey = 'api-key-8e21';

/** Options of the client, and of what is around it. */
export interface TestBedOptions extends Partial<ClientOptions> {
  /** The lifetime of the server's tokens, in seconds. */
  readonly lifetime?: number;
  /** Members of the provider that differ from the default. */
  readonly provider?: Partial<Provider>;
}

/** A server on a real socket, a clock that the test moves, and a client of both. */
export interface TestBed {
  readonly server: AuthorizationServer;
  readonly clock: FakeClock;
  readonly client: ProviderClient;
  /** The events of all clients of this bed. */
  readonly events: readonly GrantEvent[];
  /** Another client of the same server, on the same clock. */
  createClient(options?: TestBedOptions): ProviderClient;
}

/** The provider has an API key, and its API is below `/v2` at the same server. */
export async function createTestBed(options: TestBedOptions = {}): Promise<TestBed> {
  const clock = createFakeClock();
  const server = await startServer({ lifetime: options.lifetime ?? 3600, now: clock.now });
  const events: GrantEvent[] = [];

  function createClient({ lifetime: _, provider, ...own }: TestBedOptions = options): ProviderClient {
    return createProviderClient(
      {
        name: 'acme',
        tokenEndpoint: server.tokenEndpoint,
        apiBaseUrl: `${server.url}/v2`,
        clientAuth: clientSecretPost(),
        apiHeaders: () => ({ 'x-api-key': apiKey, 'x-tenant': 'one' }),
        ...provider,
      },
      { clientId, clientSecret, clock, onEvent: (event) => events.push(event), ...own },
    );
  }
  return { server, clock, events, createClient, client: createClient() };
}

/** A server that knows the client, and is closed when the test ends. */
export async function startServer(options: AuthorizationServerOptions = {}): Promise<AuthorizationServer> {
  const server = await createAuthorizationServer({ clients: [{ clientId, clientSecret }], ...options });
  onTestFinished(() => server.close());
  return server;
}

/** The tokens that the server granted, in order. */
export function granted(server: AuthorizationServer): readonly string[] {
  return server.issued.map(({ accessToken }) => accessToken);
}

/** The tokens that API requests carried, in order. */
export function shown(server: AuthorizationServer): readonly (string | undefined)[] {
  return server.apiRequests.map(({ headers }) => headers['authorization']?.replace('Bearer ', ''));
}

/** Waits until the client's renewal has ended, or waits for the clock. */
export function quiet(client: AuthorizedClient, clock: FakeClock): Promise<void> {
  return until(() => !client.explain().renewing || clock.pendingTimers.length > 1);
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

export async function callInTurn(client: AuthorizedClient, calls: number): Promise<AccessToken[]> {
  const tokens: AccessToken[] = [];
  for (let call = 0; call < calls; call += 1) tokens.push(await client.token());
  return tokens;
}

/** Makes `Math.random` return this value until the test ends. With 0.5, the soft window of a token has no jitter. */
export function fixRandom(value: number): void {
  mockRandom(() => value);
}

/** Makes `Math.random` return a sequence that depends on the seed alone (mulberry32), until the test ends. */
export function seedRandom(seed: number): void {
  let state = seed;
  mockRandom(() => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  });
}

function mockRandom(random: () => number): void {
  const spy = vi.spyOn(Math, 'random').mockImplementation(random);
  onTestFinished(() => spy.mockRestore());
}

/** Replaces the boundary of a form by a fixed word, because it differs each time that the form is sent. */
export function withoutBoundary(text: string | undefined): string | undefined {
  return text?.replaceAll(/formdata-[a-z]+-\d+/g, 'boundary');
}
