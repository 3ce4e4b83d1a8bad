import {
  type ClientAuth,
  clientSecretBasic,
  clientSecretPost,
  createProviderClient,
  invalidConfig,
  type Provider,
  type ProviderClient,
} from '@grantkit/core';
import { discover } from './discovery.ts';
import { hintFor } from './hints.ts';
import { discoveryPath, type PingAmOptions, parsePingAmOptions } from './options.ts';
import { assertionAudience, endpointsBelow, issuerOf, type PingAmMetadata, realmIssuer } from './realm-endpoints.ts';
import { type PingAmTokenEndpoints, tokenEndpoints } from './token-endpoints.ts';

/** What {@link createPingAm} returns. */
export interface PingAmClient extends ProviderClient, PingAmTokenEndpoints {
  /** As AM routes it. What AM says of itself may have an explicit port: see `discovery` and `metadata()`. */
  readonly issuer: string | undefined;
  /** Where the realm's public keys are, as AM routes it. */
  readonly jwksUri: string | undefined;
}

/**
 * A client of PingAM, ForgeRock AM or OpenAM in one realm.
 *
 * @throws {GrantError} `invalid_config`
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
  const { baseUrl, realm, tokenEndpoint, discovery, endpointOrigins = [], ...rest } = parsePingAmOptions(options);
  const { clientAuth, basicEncoding, parameters, headers, apiBaseUrl, ...common } = rest;
  const issuer = baseUrl === undefined ? issuerOf(tokenEndpoint ?? '') : realmIssuer(baseUrl, realm);
  const routed = issuer === undefined ? undefined : endpointsBelow(issuer);
  const url = discovery === true && issuer !== undefined ? issuer + discoveryPath : discovery;
  let discovered: Promise<PingAmMetadata> | undefined;

  async function metadata(): Promise<PingAmMetadata> {
    if (typeof url === 'string') {
      discovered ??= discover(provider, common, { url, endpointOrigins });
      // Only a success is kept.
      discovered.catch(() => {
        discovered = undefined;
      });
    }
    const known = (await discovered) ?? routed;
    if (known === undefined)
      throw invalidConfig('pingam', 'The option `baseUrl` is missing: this endpoint is found below it');
    return { ...known, tokenEndpoint: tokenEndpoint ?? known.tokenEndpoint };
  }

  const askedFor = async () => (await metadata()).tokenEndpoint;
  const routedTokenEndpoint = url ? undefined : routed?.tokenEndpoint;
  const endpoint = tokenEndpoint ?? routedTokenEndpoint;
  const audience = endpoint === undefined ? undefined : assertionAudience(endpoint);
  const provider: Provider = {
    name: 'pingam',
    tokenEndpoint: endpoint ?? askedFor,
    assertionAudience: audience,
    apiBaseUrl,
    clientAuth: clientAuthOf(clientAuth, basicEncoding),
    parameters,
    headers,
    hint: (failure) => hintFor(failure, { realm, audience }),
  };
  const client = createProviderClient(provider, common);
  return Object.assign(client, tokenEndpoints({ provider, options: common, client, metadata }), {
    issuer,
    jwksUri: routed?.jwksUri,
  });
}

function clientAuthOf(clientAuth: PingAmOptions['clientAuth'], encoding: 'form' | 'raw' | undefined): ClientAuth {
  if (typeof clientAuth === 'object') return clientAuth;
  return clientAuth === 'client_secret_post' ? clientSecretPost() : clientSecretBasic({ encoding });
}
