import {
  createEndpointCaller,
  createProviderClient,
  invalidConfig,
  type Provider,
  type ProviderClient,
} from '@grantkit/core';
import { realmClientAuth } from './basic.ts';
import { realmDiscovery } from './discovery.ts';
import { issuerOf, realmIssuer, withoutTopRealm } from './endpoint-urls.ts';
import { hintFor } from './hints.ts';
import { type RealmMetadata, realmMetadata } from './metadata.ts';
import type { PingAmOptions } from './options.ts';
import { discoveryPath, parsePingAmOptions } from './parse-options.ts';
import { type PingAmEndpoints, realmEndpoints } from './realm-endpoints.ts';
import { errorCodes, readReply } from './unknown-host.ts';

/** A client of one AM realm, as {@link createPingAm} and the presets return it. */
export interface PingAmClient extends ProviderClient<PingAmEndpoints>, PingAmEndpoints {}

/**
 * Makes a client for one realm of PingAM, ForgeRock AM or OpenAM.
 *
 * @throws {GrantError} `invalid_config` if an option is missing, wrong or unknown.
 * @see https://docs.pingidentity.com/pingam/8.1/am-oauth2/oauth2-client-cred-grant.html
 * @example
 * ```ts
 * import { createPingAm } from '@grantkit/pingam';
 *
 * const pingam = createPingAm({
 *   baseUrl: 'https://am.example.com:8443/am',
 *   realm: '/alpha',
 *   clientId: 'myClient',
 *   clientSecret: 'mySecret',
 *   scope: 'write',
 * });
 * const { accessToken } = await pingam.token();
 * ```
 */
export function createPingAm(options: PingAmOptions): PingAmClient {
  return createRealmClient(parsePingAmOptions(options));
}

/**
 * Makes a client from options that were parsed.
 *
 * @param isOpenAm whether the options are those of `createOpenAm`. Hints then name no option that it does not have.
 */
export function createRealmClient(options: PingAmOptions, isOpenAm = false): PingAmClient {
  const { baseUrl, realm, tokenEndpoint, discovery = false, endpointOrigins, ...rest } = options;
  const { clientAuth, audience = 'token_endpoint', basicEncoding, headers, apiBaseUrl, ...common } = rest;
  const issuer = issuerFor({ baseUrl, realm, tokenEndpoint, discovery });
  const metadata = realmMetadata({
    issuer,
    tokenEndpoint,
    audience,
    // Discovery uses `callEndpoint` when an endpoint is first needed. By then it is set below.
    discovery:
      issuer !== undefined && discovery !== false
        ? realmDiscovery(issuer, { ...common, endpointOrigins, headers }, (call) => callEndpoint(call))
        : undefined,
  });
  const authentication = realmClientAuth({ clientAuth, basicEncoding });
  const { method } = authentication;
  // `basicEncoding` has no effect on a `ClientAuth` value, and `'raw'` leaves nothing to change.
  const canSetRaw = method === 'client_secret_basic' && typeof clientAuth !== 'object' && basicEncoding !== 'raw';
  const provider: RealmProvider = {
    name: 'pingam',
    metadata,
    issuer: issuer && withoutTopRealm(issuer),
    tokenEndpoint: metadata.tokenEndpoint ?? (async (stale) => (await metadata.get(stale)).tokenEndpoint),
    apiBaseUrl,
    clientAuth: authentication,
    headers,
    readReply,
    errorCodes,
    hint: (failure) =>
      hintFor(failure, {
        realm,
        method,
        canSetRaw,
        isOpenAm,
        audience,
        expected: [metadata.audience() ?? []].flat(),
      }),
    errorPage: '#pingam',
  };
  Object.defineProperty(provider, 'assertionAudience', assertionAudience);
  const getMetadata = () => metadata.get();
  const main = createProviderClient(provider, common, (client) =>
    realmEndpoints({ client, issuer, metadata: getMetadata, audienceAt: metadata.audienceAt }),
  );
  const callEndpoint = createEndpointCaller(main);
  return main;
}

interface RealmProvider extends Provider {
  readonly metadata: RealmMetadata;
}

/**
 * A getter, because only discovery tells the audience. Core reads it after it has found the token endpoint. All clients
 * share it: V8 keeps an object with a getter of its own as a hash table of 0.8 kB.
 */
const assertionAudience: PropertyDescriptor & ThisType<RealmProvider> = {
  enumerable: true,
  get() {
    return this.metadata.audience();
  },
};

/** The issuer at AM's usual path; `undefined` if only a token endpoint of another form is set. */
function issuerFor({ baseUrl, realm, tokenEndpoint = '', discovery }: Partial<PingAmOptions>): string | undefined {
  if (typeof discovery === 'string') return discovery.slice(0, -discoveryPath.length);
  const issuer = baseUrl === undefined ? issuerOf(tokenEndpoint) : realmIssuer(baseUrl, realm);
  if (issuer !== undefined || !discovery) return issuer;
  throw invalidConfig('pingam', 'The option `discovery` needs `baseUrl`, or must be the URL of the document');
}
