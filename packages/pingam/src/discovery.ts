import { type EndpointCaller, GrantError, isTokenEndpointUrl, tokenEndpointUrlRule } from '@grantkit/core';
import * as v from 'valibot';
import { endpointsBelow, issuerOf, type PingAmMetadata, withoutDefaultPort } from './endpoint-urls.ts';
import { type HeaderSource, makeHeaders } from './headers.ts';
import { discoveryPath } from './options.ts';

/** Where the discovery document is, and which endpoints of it to accept. */
export interface DiscoveryPlan {
  /** The URL of the document: the issuer, and `/.well-known/openid-configuration` after it. */
  readonly url: string;
  /** The origins that an endpoint may have besides the document's own. */
  readonly endpointOrigins: readonly string[];
  /** Headers of the request for the document. */
  readonly headers: HeaderSource | undefined;
}

const DocumentSchema = v.object({
  issuer: v.string(),
  token_endpoint: v.pipe(v.string(), v.check(isTokenEndpointUrl)),
  introspection_endpoint: v.optional(v.pipe(v.string(), v.check(isTokenEndpointUrl))),
  jwks_uri: v.optional(v.pipe(v.string(), v.check(isTokenEndpointUrl))),
});

/**
 * Asks the realm for its endpoints. Their URLs stay as AM writes them, because the audience of an assertion must be
 * exactly the text that AM computes for itself.
 *
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigValidation
 */
export async function discover(
  callEndpoint: EndpointCaller,
  { url, endpointOrigins, headers: source }: DiscoveryPlan,
): Promise<PingAmMetadata> {
  const unusable = (summary: string) =>
    new GrantError({
      code: 'invalid_response',
      provider: 'pingam',
      summary: `The discovery document ${summary}`,
      hint: `Open ${url}, and check \`baseUrl\`, \`realm\` and AM's Base URL Source.`,
    });
  const headers = makeHeaders(source);
  const { success, output } = v.safeParse(DocumentSchema, await callEndpoint({ url, headers }));
  if (!success) {
    throw unusable(
      `must have an \`issuer\` and a \`token_endpoint\`, and each endpoint must be ${tokenEndpointUrlRule}`,
    );
  }

  const { issuer, token_endpoint: tokenEndpoint, introspection_endpoint: introspection, jwks_uri: jwks } = output;
  const expected = issuersOf(url);
  if (!expected.includes(withoutDefaultPort(issuer))) throw unusable(`must name the issuer ${expected.join(' or ')}`);

  const derived = endpointsBelow(issuerOf(tokenEndpoint) ?? issuer);
  const metadata = {
    ...derived,
    issuer,
    tokenEndpoint,
    introspectionEndpoint: introspection ?? derived.introspectionEndpoint,
    jwksUri: jwks ?? derived.jwksUri,
  };
  const origins = [new URL(url).origin, ...endpointOrigins];
  const { issuer: _, ...endpoints } = metadata;
  if (Object.values(endpoints).some((endpoint) => !origins.includes(new URL(endpoint).origin))) {
    throw unusable('names an endpoint at another origin, which the option `endpointOrigins` does not allow');
  }
  return metadata;
}

/** The issuers that the document may name, without a default port. For the top realm AM leaves out `/realms/root`. */
function issuersOf(url: string): readonly string[] {
  const issuer = withoutDefaultPort(url.slice(0, -discoveryPath.length));
  return issuer.endsWith('/oauth2/realms/root') ? [issuer, issuer.slice(0, -'/realms/root'.length)] : [issuer];
}
