import {
  type ClientAuth,
  type ClientOptions,
  createProviderClient,
  type GrantEvent,
  type ProviderClient,
} from '@grantkit/core';
import {
  type AuthorizationServer,
  createAuthorizationServer,
  createFakeClock,
  dialects,
  type FakeClock,
} from '@grantkit/testing';
import { onTestFinished } from 'vitest';

/** A server that grants a token for any assertion, a clock that the test moves, and a client of both. */
export interface TestBed {
  readonly server: AuthorizationServer;
  readonly clock: FakeClock;
  readonly client: ProviderClient;
  readonly events: readonly GrantEvent[];
  /** The assertions that the server received. */
  assertions(): readonly string[];
}

export async function createTestBed(
  clientAuth: ClientAuth,
  options: Partial<ClientOptions> = {},
  assertionAudience?: readonly string[],
): Promise<TestBed> {
  const clock = createFakeClock();
  const dialect = {
    ...dialects.rfc6749,
    verifyTokenRequest: () => ({ clientId: 'myClient', scope: [] }),
  };
  const server = await createAuthorizationServer({ dialect, now: clock.now });
  onTestFinished(() => server.close());
  const events: GrantEvent[] = [];
  const client = createProviderClient(
    { name: 'acme', tokenEndpoint: server.tokenEndpoint, clientAuth, assertionAudience },
    { clientId: 'myClient', clock, onEvent: (event) => events.push(event), ...options },
  );
  const assertions = () => server.tokenRequests.map(({ parameters }) => parameters.get('client_assertion') ?? '');
  return { server, clock, client, events, assertions };
}
