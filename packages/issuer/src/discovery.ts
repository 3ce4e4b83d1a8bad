import { createDiscovery, type Discovery, type EndpointCaller } from '@grantkit/core';
import type { IssuerOptions } from './options.ts';

/**
 * The discovery of an issuer's endpoints. Most servers have a document of OpenID Connect. The others have one of
 * RFC 8414, whose well-known part is between host and path.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-3
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 */
export function issuerDiscovery(
  issuer: string,
  method: string,
  {
    name,
    endpointOrigins,
    headers,
    clock,
    timeout,
    maxRetryAfter,
    waitUntil,
  }: IssuerOptions & { readonly name: string },
  callEndpoint: EndpointCaller,
): Discovery {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return createDiscovery({
    provider: name,
    urls: [
      `${origin}${path}/.well-known/openid-configuration`,
      `${origin}/.well-known/oauth-authorization-server${path}`,
    ],
    issuers: [issuer],
    endpointOrigins,
    // RFC 8705 §5: such a client uses the server's endpoints for mutual TLS.
    certificate: method === 'tls_client_auth' || method === 'self_signed_tls_client_auth',
    advice:
      'Check the option `issuer`, which is this URL without its `/.well-known/…` part. A gateway may need a key in the ' +
      'option `headers`. For a server without metadata, set `tokenEndpoint` instead.',
    clock,
    timeout,
    maxRetryAfter,
    waitUntil,
    fetchDocument: (url) => callEndpoint({ url, headers }),
  });
}
