import { type ClientOptions, defaultTimeout, type RequestParameters } from '../contract/client-options.ts';
import type { Events } from '../contract/events.ts';
import { type GrantError, isGrantError } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { KnownCredentials } from './known-credentials.ts';
import { type Destination, isTokenEndpoint, RefusedCredentials } from './refused-credentials.ts';
import { SecretRing } from './secret-ring.ts';

/** An OAuth client: everything that its requests to the token endpoint and to other endpoints share. */
export interface Client {
  readonly provider: Provider;
  readonly clientId: string;
  /** The parameters of a token request besides credentials and `scope`: the provider's, and those of the options. */
  readonly parameters: RequestParameters;
  readonly secrets: SecretRing;
  readonly refusedCredentials: RefusedCredentials;
  readonly knownCredentials: KnownCredentials;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
  /** How long a call may take, in ms. */
  readonly timeout: number;
  /** The URL of the last token request. `explain()` shows it if a function of the provider finds the token endpoint. */
  foundEndpoint: string | undefined;
}

export function createClient(provider: Provider, options: ClientOptions): Client {
  const { clientId, clientSecret, clock = systemClock, timeout = defaultTimeout } = options;
  return {
    provider,
    clientId,
    parameters: parametersOf(provider, options),
    secrets: new SecretRing(provider, clientSecret),
    refusedCredentials: new RefusedCredentials(clock),
    knownCredentials: new KnownCredentials(clock),
    clock,
    fetch: options.fetch ?? globalFetch,
    timeout,
    foundEndpoint: undefined,
  };
}

// Looked up at each request. Otherwise a `fetch` that tracing or a test installs later would not be used.
const globalFetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init);

function parametersOf(provider: Provider, options: ClientOptions): RequestParameters {
  if (options.parameters === undefined && provider.parameters === undefined) return onlyGrantType;
  return { ...onlyGrantType, ...options.parameters, ...provider.parameters };
}

const onlyGrantType: RequestParameters = { grant_type: 'client_credentials' };

/** A request in which the client authenticates. */
export interface ClientRequest<Reply> {
  readonly destination: Destination;
  /** Whether to send a credential that the server refused a short while ago. @default false */
  readonly forced?: boolean | undefined;
  readonly events?: Events | undefined;
  /** Sends the request with this secret, which is empty for a client without one. */
  send(secret: string): Promise<Reply>;
}

/**
 * Sends a request with the client's secret. If the server refuses it, the other secret of a pair is tried: during a
 * rotation the server may know only one of the two. A credential that the server refused a short while ago is held
 * back, and the remembered error is thrown.
 */
export async function askAsClient<Reply>(client: Client, request: ClientRequest<Reply>): Promise<Reply> {
  const { secrets, knownCredentials } = client;
  const candidates = async () => {
    const current = await secrets.candidates();
    knownCredentials.rememberSecrets(current);
    return current;
  };
  const [first] = await candidates();
  try {
    return await askWith(first, client, request);
  } catch (error) {
    if (!isGrantError(error) || !refusesClient(error)) throw error;
    const other = (await candidates()).find((candidate) => candidate !== first);
    if (other === undefined) throw error;
    return await askWith(other, client, request);
  }
}

async function askWith<Reply>(
  secret: string,
  { secrets, refusedCredentials }: Client,
  { destination, forced = false, events, send }: ClientRequest<Reply>,
): Promise<Reply> {
  const remembered = forced ? undefined : refusedCredentials.find(secret, destination);
  if (remembered !== undefined) {
    events?.emit({ type: 'held_back', code: remembered.code, retryAfter: remembered.retryAfter ?? 0 });
    throw remembered;
  }
  try {
    const reply = await send(secret);
    refusedCredentials.forget(secret, destination);
    if (secrets.accept(secret)) events?.emit({ type: 'rotated' });
    return reply;
  } catch (error) {
    if (!isGrantError(error)) throw error;
    refusedCredentials.note(error, secret, destination);
    // Another endpoint may refuse a client that the token endpoint accepts. It does not change the order of a pair.
    if (refusesClient(error) && isTokenEndpoint(destination)) secrets.refuse(secret);
    throw error;
  }
}

/** A 401 with any `error` refuses the client, unless it will pass: Keycloak answers a wrong secret with `unauthorized_client`. */
function refusesClient({ code, status, retryable }: GrantError): boolean {
  return code === 'invalid_client' || (status === 401 && !retryable);
}
