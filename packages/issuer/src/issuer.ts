import {
  clientAuthOf,
  createEndpointCaller,
  createProviderClient,
  createServerEndpoints,
  invalidConfig,
  type ProviderClient,
} from '@grantkit/core';
import { issuerDiscovery } from './discovery.ts';
import { hintFor } from './hints.ts';
import { type IssuerOptions, parseIssuerOptions } from './options.ts';
import type { ServerEndpoints } from './server-endpoints.ts';

/** A client of a standard authorization server, as {@link createIssuerClient} returns it. */
export interface IssuerClient extends ProviderClient<ServerEndpoints>, ServerEndpoints {}

/**
 * Makes a client for any standard authorization server: Keycloak, Auth0, Okta, Entra ID, Cognito and the like. It finds
 * the server's endpoints in its metadata.
 *
 * @throws {GrantError} `invalid_config` if an option is missing, wrong or unknown.
 * @see https://www.rfc-editor.org/rfc/rfc8414
 * @example
 * ```ts
 * import { createIssuerClient } from '@grantkit/issuer';
 *
 * const billing = createIssuerClient({
 *   issuer: 'https://login.example.com/realms/prod',
 *   clientId: 'client-id',
 *   clientSecret: 'client-secret',
 *   parameters: { audience: 'billing' },
 *   apiBaseUrl: 'https://billing.example.com/v1',
 * });
 * const invoices = await billing.api.get('invoices').json();
 * ```
 */
export function createIssuerClient(options: IssuerOptions): IssuerClient {
  const { issuer, tokenEndpoint = '', clientAuth: method, headers, apiBaseUrl, ...rest } = parseIssuerOptions(options);
  const { name = new URL(issuer ?? tokenEndpoint).host, endpointOrigins, ...others } = rest;
  const { audience = issuer === undefined ? 'token_endpoint' : 'issuer', ...common } = others;
  const clientAuth = clientAuthOf(method);
  const discovery =
    issuer === undefined
      ? undefined
      : // Discovery uses `callEndpoint` when an endpoint is first needed. By then it is set below.
        issuerDiscovery(issuer, clientAuth.method, { ...common, name, endpointOrigins, headers }, (call) =>
          callEndpoint(call),
        );
  const main = createProviderClient(
    {
      name,
      issuer,
      tokenEndpoint: discovery ? async (stale) => (await discovery.get(stale)).tokenEndpoint : tokenEndpoint,
      // RFC 10070: the issuer as one string, so that no other server can use the assertion.
      assertionAudience: audience === 'issuer' ? issuer : undefined,
      apiBaseUrl,
      clientAuth,
      headers,
      hint: (failure) => hintFor(failure, { clientAuth, audience, sentAudience: sentAudience(), discovery }),
      errorPage: '#issuer',
    },
    common,
    (client) => ({ ...createServerEndpoints({ provider: name, client, find }), metadata }),
  );
  const callEndpoint = createEndpointCaller(main);
  return main;

  function sentAudience(): string {
    return (audience === 'issuer' ? issuer : discovery?.known?.tokenEndpoint) ?? tokenEndpoint;
  }
  async function metadata() {
    if (discovery) return discovery.get();
    throw invalidConfig(
      name,
      'Introspection, revocation and `metadata()` need the option `issuer` in place of `tokenEndpoint`',
    );
  }
  async function find(endpoint: 'introspectionEndpoint' | 'revocationEndpoint') {
    const { tokenEndpoint: token, [endpoint]: url } = await metadata();
    if (url !== undefined) return { url, audience: audience === 'issuer' ? issuer : token };
    throw invalidConfig(name, `The metadata of the authorization server names no usable \`${memberNames[endpoint]}\``);
  }
}

const memberNames = { introspectionEndpoint: 'introspection_endpoint', revocationEndpoint: 'revocation_endpoint' };
