// Clients of each adapter that fail with each code. Their `fetch` answers as a broken server does.
import { generateKeyPairSync } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type ClientOptions,
  clientSecretBasic,
  createProviderClient,
  type GrantError,
  type GrantErrorCode,
  isGrantError,
  type ProviderClient,
  parseOptions,
} from '@grantkit/core';
import { createIssuerClient } from '@grantkit/issuer';
import { createAdvancedIdentityCloud, createPingAm } from '@grantkit/pingam';
import { createPulsoid } from '@grantkit/pulsoid';
import { createSmokeball } from '@grantkit/smokeball';
import { createFakeClock, type FakeClock } from '@grantkit/testing';

/** Creates a client with some options of its own. */
export type Connect = (own: OwnOptions) => ProviderClient;

interface OwnOptions extends Pick<ClientOptions, 'clock' | 'fetch'> {
  readonly clientSecret?: () => Promise<string>;
}

const credentials = { clientId: 'reports', clientSecret: 'secret-7d2f', scope: 'invoices:read' };
const accountKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
const acmeEndpoint = 'https://login.acme.example/token';

/** A provider without an adapter of this repository. The page shows its messages. */
export const connectAcme: Connect = (own) =>
  createProviderClient(
    {
      name: 'acme',
      tokenEndpoint: acmeEndpoint,
      apiBaseUrl: 'https://api.acme.example',
      clientAuth: clientSecretBasic(),
    },
    parseOptions('acme', {}, { ...credentials, ...own }),
  );

/** Each adapter of this repository, and the heading of its section. */
export const adapters: Readonly<Record<string, { readonly connect: Connect; readonly section: string }>> = {
  pulsoid: { connect: (own) => createPulsoid({ ...credentials, ...own }), section: 'pulsoid' },
  smokeball: {
    connect: (own) => createSmokeball({ ...credentials, region: 'au', apiKey: 'key-51c0', ...own }),
    section: 'smokeball',
  },
  pingam: {
    connect: (own) => createPingAm({ ...credentials, baseUrl: 'https://am.example.com/am', realm: '/alpha', ...own }),
    section: 'pingam',
  },
  'pingam, service account': {
    // A client of a service account has no secret. So its headers are unavailable instead.
    connect: ({ clientSecret, ...own }) =>
      createAdvancedIdentityCloud({
        tenant: 'openam-acme.forgeblocks.com',
        scope: 'fr:idm:*',
        serviceAccount: { id: '449d7e27-7889-47af-a736-83b6bbf97ec5', key: accountKey },
        ...(clientSecret && { headers: unavailable }),
        ...own,
      }),
    section: 'pingam-service-accounts',
  },
  issuer: {
    connect: (own) => createIssuerClient({ ...credentials, tokenEndpoint: acmeEndpoint, ...own }),
    section: 'issuer',
  },
};

function unavailable(): never {
  throw new Error('The store is down');
}

const json = { 'content-type': 'application/json' };
/** A word that no hint may repeat. */
export const serverWords = "the server's own words";

function answers(status: number, body: string | object, headers: Readonly<Record<string, string>> = json) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { fetch: async () => new Response(text, { status, headers }) };
}

function refuses(status: number, error: string) {
  return answers(status, { error, error_description: serverWords });
}

function unreachable(): never {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });
}

async function silence(clock: FakeClock): Promise<Response> {
  clock.advance(10_000);
  return new Promise(() => {});
}

/** Makes a client fail with each code. A code without an entry does not compile. */
export const failures: Readonly<Record<GrantErrorCode, (connect: Connect, clock: FakeClock) => Promise<unknown>>> = {
  invalid_client: (connect) => connect(refuses(401, 'invalid_client')).token(),
  unauthorized_client: (connect) => connect(refuses(400, 'unauthorized_client')).token(),
  invalid_scope: (connect) => connect(refuses(400, 'invalid_scope')).token(),
  invalid_request: (connect) => connect(refuses(400, 'invalid_request')).token(),
  invalid_grant: (connect) => connect(refuses(400, 'invalid_grant')).token(),
  unsupported_grant_type: (connect) => connect(refuses(400, 'unsupported_grant_type')).token(),
  invalid_token: (connect) => connect(refuses(401, 'invalid_token')).token(),
  insufficient_scope: (connect) => connect(refuses(403, 'insufficient_scope')).token(),
  invalid_config: async (connect) => connect(Object({ scopes: 'invoices:read' })).token(),
  credential_unavailable: (connect) => connect({ clientSecret: async () => unavailable() }).token(),
  network: (connect) => connect({ fetch: async () => unreachable() }).token(),
  timeout: (connect, clock) => connect({ fetch: () => silence(clock) }).token(),
  aborted: (connect) => connect({}).token({ signal: AbortSignal.abort() }),
  redirect_refused: (connect) => connect(answers(302, '', { location: 'https://login.acme.example/' })).token(),
  invalid_response: (connect) => connect(answers(200, '<!doctype html>', { 'content-type': 'text/html' })).token(),
  not_found: (connect) => connect(answers(404, {})).token(),
  rate_limited: (connect) => connect(answers(429, {}, { ...json, 'retry-after': '30' })).token(),
  server_error: (connect) => connect(answers(503, {}, { ...json, 'retry-after': '30' })).token(),
  refused: (connect) => connect(answers(403, { message: serverWords })).token(),
};

/** The error of a call, and the client that made the call. */
export async function failWith(code: GrantErrorCode, connect: Connect): Promise<Failed> {
  const clock = createFakeClock();
  const clients: ProviderClient[] = [];
  const outcome = failures[code]((own) => {
    const client = connect({ clock, ...own });
    clients.push(client);
    return client;
  }, clock);
  const error = await ended(
    outcome.then(undefined, (reason: unknown) => reason),
    clock,
  );
  if (!isGrantError(error) || error.code !== code) throw new Error(`Must fail with ${code}`, { cause: error });
  return { error, client: clients[0] };
}

export interface Failed {
  readonly error: GrantError;
  readonly client: ProviderClient | undefined;
}

/** Moves the clock through the waits of a call. A call that waits has two timers: its timeout, and the wait. */
async function ended<T>(call: Promise<T>, clock: FakeClock): Promise<T> {
  let isRunning = true;
  const stop = () => {
    isRunning = false;
  };
  call.then(stop, stop);
  while (isRunning) {
    await nextTurn();
    if (isRunning && clock.pendingTimers.length > 1) clock.advanceToNextTimer();
  }
  return call;
}
