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
  /** The URL that grants tokens. */
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

const url = v.pipe(v.string(), v.check(isTokenEndpointUrl));

const DocumentSchema = v.object({
  issuer: v.string(),
  token_endpoint: url,
  introspection_endpoint: v.optional(url),
  revocation_endpoint: v.optional(url),
  jwks_uri: v.optional(url),
  token_endpoint_auth_methods_supported: v.fallback(v.optional(v.array(v.string())), undefined),
  mtls_endpoint_aliases: v.optional(
    v.object({
      token_endpoint: v.optional(url),
      introspection_endpoint: v.optional(url),
      revocation_endpoint: v.optional(url),
    }),
    {},
  ),
});

export const documentRule: string = `must have an \`issuer\` and a \`token_endpoint\`, and each endpoint must be ${tokenEndpointUrlRule}`;

/**
 * Reads a metadata document; `undefined` if it is not one.
 *
 * @param certificate whether the client authenticates with a certificate, for which a server may have endpoints of
 * their own (RFC 8705 §5)
 */
export function readServerMetadata(document: unknown, certificate: boolean): ServerMetadata | undefined {
  const { success, output } = v.safeParse(DocumentSchema, document);
  if (!success) return undefined;
  const aliases = certificate ? output.mtls_endpoint_aliases : {};
  return Object.freeze({
    issuer: output.issuer,
    tokenEndpoint: aliases.token_endpoint ?? output.token_endpoint,
    introspectionEndpoint: aliases.introspection_endpoint ?? output.introspection_endpoint,
    revocationEndpoint: aliases.revocation_endpoint ?? output.revocation_endpoint,
    jwksUri: output.jwks_uri,
    tokenEndpointAuthMethods: output.token_endpoint_auth_methods_supported,
  });
}
