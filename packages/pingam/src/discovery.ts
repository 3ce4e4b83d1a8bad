import { type EndpointCaller, GrantError, isEndpointUrl } from '@grantkit/core';
import * as v from 'valibot';
import { endpointsBelow, issuerOf, type PingAmMetadata, withoutDefaultPort } from './endpoint-urls.ts';
import { type HeaderSource, makeHeaders } from './headers.ts';
import { discoveryPath } from './options.ts';

/** Where to look, and what to accept. */
export interface DiscoveryPlan {
  readonly url: string;
  /** Origins besides the document's own. */
  readonly endpointOrigins: readonly string[];
  readonly headers: HeaderSource | undefined;
}

const DocumentSchema = v.object({
  issuer: v.string(),
  token_endpoint: v.pipe(v.string(), v.check(isEndpointUrl)),
  introspection_endpoint: v.optional(v.pipe(v.string(), v.check(isEndpointUrl))),
  jwks_uri: v.optional(v.pipe(v.string(), v.check(isEndpointUrl))),
});

/**
 * Asks the realm for its endpoints. They are taken to the letter: an assertion's audience must be the very text that AM
 * computes for itself.
 *
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigValidation
 */
export async function discover(
  callEndpoint: EndpointCaller,
  { url, endpointOrigins, headers: source }: DiscoveryPlan,
): Promise<PingAmMetadata> {
  const mistrust = (summary: string) =>
    new GrantError({
      code: 'invalid_response',
      provider: 'pingam',
      summary: `The discovery document ${summary}`,
      hint: `Open ${url}, and check \`baseUrl\`, \`realm\` and AM's Base URL Source.`,
    });
  const headers = makeHeaders(source);
  const { success, output } = v.safeParse(DocumentSchema, await callEndpoint({ url, headers }));
  if (!success) throw mistrust('names no issuer, or no usable endpoints');

  const { issuer, token_endpoint: tokenEndpoint, introspection_endpoint: introspection, jwks_uri: jwks } = output;
  const expected = issuersOf(url);
  if (!expected.includes(withoutDefaultPort(issuer))) throw mistrust(`is not of the issuer ${expected.join(' or ')}`);

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
    throw mistrust('names an endpoint of another origin, which `endpointOrigins` does not allow');
  }
  return metadata;
}

/** Exactly what was asked, but for the default port; AM names the top realm without its path. */
function issuersOf(url: string): readonly string[] {
  const issuer = withoutDefaultPort(url.slice(0, -discoveryPath.length));
  return issuer.endsWith('/oauth2/realms/root') ? [issuer, issuer.slice(0, -'/realms/root'.length)] : [issuer];
}
