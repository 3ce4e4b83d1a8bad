import { type Answer, createAuthorizationServer, createFakeClock } from '@grantkit/testing';
import { createClient } from '../src/endpoint/client.ts';
import { requestToken, tokenEndpointOf } from '../src/endpoint/token-request.ts';
import { type AccessToken, type Clock, clientSecretBasic, type Provider } from '../src/index.ts';

/** What differs from a plain request of `acme-client` without scope. */
export interface Ask extends Partial<Provider> {
  readonly scope?: readonly string[];
  readonly clock?: Clock;
  readonly fetch?: typeof globalThis.fetch;
}

/** One token request, without the engine's retries and waits, to a server that gives this answer. */
export async function ask(answer: Answer, { scope, clock, fetch, ...provider }: Ask = {}): Promise<AccessToken> {
  await using server = await createAuthorizationServer();
  server.answerNext(answer);
  const client = createClient(
    { name: 'acme', tokenEndpoint: server.tokenEndpoint, clientAuth: clientSecretBasic(), ...provider },
    { clientId: 'acme-client', clientSecret: 'acme-secret', clock: clock ?? createFakeClock(), fetch },
  );
  const { signal } = new AbortController();
  const endpoint = await tokenEndpointOf(client.provider);
  return await requestToken(client, { endpoint, secret: 'acme-secret', scope, signal });
}
