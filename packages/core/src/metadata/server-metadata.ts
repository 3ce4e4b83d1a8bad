import * as v from 'valibot';
import { isTokenEndpointUrl, tokenEndpointUrlRule } from '../contract/endpoint-url.ts';

/**
 * What an authorization server says about itself, in the members that a client of this grant uses.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-2
 */
export interface ServerMetadata {
  /** The server's issuer, in the server's own spelling. */
  readonly issuer: string;
  /** The URL of the token endpoint. */
  readonly tokenEndpoint: string;
  /** The URL that says whether a token is active (RFC 7662); `undefined` if the server names none. */
  readonly introspectionEndpoint: string | undefined;
  /** The URL that revokes tokens (RFC 7009); `undefined` if the server names none. */
  readonly revocationEndpoint: string | undefined;
  /** The URL of the server's public keys (RFC 7517); `undefined` if the server names none. */
  readonly jwksUri: string | undefined;
  /** The client authentication methods of the token endpoint; `undefined` if the server does not list them. */
  readonly tokenEndpointAuthMethods: readonly string[] | undefined;
}

// A function. Otherwise bundlers would keep the schema in programs without discovery.
function documentSchema() {
  const url = v.pipe(v.string(), v.check(isTokenEndpointUrl));
  // The client ignores an endpoint that must not get credentials, such as an internal `http:` URL.
  const optionalUrl = v.fallback(v.optional(url), undefined);
  return v.object({
    issuer: v.string(),
    token_endpoint: url,
    introspection_endpoint: optionalUrl,
    revocation_endpoint: optionalUrl,
    jwks_uri: optionalUrl,
    token_endpoint_auth_methods_supported: v.fallback(v.optional(v.array(v.string())), undefined),
    mtls_endpoint_aliases: v.fallback(v.nullish(v.record(v.string(), v.unknown())), undefined),
  });
}

/** The alias of an endpoint, or the endpoint itself if it has none. An alias that cannot be used is not replaced. */
function aliasOf(alias: unknown, endpoint: string | undefined): string | undefined {
  if (alias === undefined || alias === null || alias === '') return endpoint;
  return typeof alias === 'string' && isTokenEndpointUrl(alias) ? alias : undefined;
}

function problemAt(member: string | null): { readonly problem: string } {
  const rule = `must have an \`issuer\` and a \`token_endpoint\`, which must be ${tokenEndpointUrlRule}`;
  return { problem: member ? `${rule}. Look at \`${member}\`` : rule };
}

/**
 * Reads a metadata document, or says why it cannot be used.
 *
 * @param certificate whether the client authenticates with a certificate, for which a server may have endpoints of
 * their own (RFC 8705 §5)
 */
export function readServerMetadata(
  document: unknown,
  certificate: boolean,
): ServerMetadata | { readonly problem: string } {
  const parsed = v.safeParse(documentSchema(), document);
  if (!parsed.success) return problemAt(v.getDotPath(parsed.issues[0]));
  const { output } = parsed;
  const aliases = (certificate && output.mtls_endpoint_aliases) || {};
  const tokenEndpoint = aliasOf(aliases['token_endpoint'], output.token_endpoint);
  if (tokenEndpoint === undefined) return problemAt('mtls_endpoint_aliases.token_endpoint');
  const { token_endpoint_auth_methods_supported: methods } = output;
  return Object.freeze({
    issuer: output.issuer,
    tokenEndpoint,
    introspectionEndpoint: aliasOf(aliases['introspection_endpoint'], output.introspection_endpoint),
    revocationEndpoint: aliasOf(aliases['revocation_endpoint'], output.revocation_endpoint),
    jwksUri: output.jwks_uri,
    tokenEndpointAuthMethods: methods && Object.freeze(methods),
  });
}
