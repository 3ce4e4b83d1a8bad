import { createDiscovery, type Discovery, type EndpointCaller } from '@grantkit/core';
import { bothSpellings, withoutDefaultPort, withoutTopRealm } from './endpoint-urls.ts';
import type { PingAmOptions } from './options.ts';
import { discoveryPath } from './parse-options.ts';
import { readReply } from './unknown-host.ts';

/**
 * The discovery of a realm's endpoints. Their URLs stay as AM writes them, because the audience of an assertion must be
 * exactly the text that AM computes for itself.
 *
 * @see https://docs.pingidentity.com/pingam/8.1/am-oidc1/rest-api-oidc-discovery-configuration.html
 */
export function realmDiscovery(
  issuer: string,
  { endpointOrigins, headers, clock, timeout, maxRetryAfter, waitUntil }: Partial<PingAmOptions>,
  callEndpoint: EndpointCaller,
): Discovery {
  return createDiscovery({
    provider: 'pingam',
    urls: [issuer + discoveryPath],
    issuers: issuersOf(issuer),
    endpointOrigins,
    advice: "Check `baseUrl`, `realm` and AM's Base URL Source.",
    clock,
    timeout,
    maxRetryAfter,
    waitUntil,
    async fetchDocument(url) {
      const document: unknown = await callEndpoint({ url, headers, readReply });
      // OpenAM's document can name a URL at which OpenAM serves nothing.
      return document && { ...Object(document), revocation_endpoint: undefined };
    },
  });
}

/** The issuers that the document may name. For the top realm AM leaves out `/realms/root`. */
function issuersOf(issuer: string): readonly string[] {
  const asked = withoutDefaultPort(issuer);
  return [...new Set([asked, withoutTopRealm(asked)])].flatMap(bothSpellings);
}
